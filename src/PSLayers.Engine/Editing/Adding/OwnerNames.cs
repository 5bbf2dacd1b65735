using System.Globalization;
using System.Text;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Editing.Adding;

/// <summary>Owners as <c>COPY --chown</c> takes them: numbers, or names of the image's own users and groups.</summary>
internal static class OwnerNames
{
    private const string Users = "/etc/passwd", Groups = "/etc/group";
    private const int LargestList = 1 << 20;

    /// <summary>The numbers of an owner: of <c>33:33</c>, of <c>33</c>, which is a user's and his group's, of <c>www-data:www-data</c>, and of
    /// <c>www-data</c>, whose group is the one that the list of users gives him.</summary>
    /// <param name="text">The owner.</param>
    /// <param name="image">The image whose users are meant.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.ValueIgnored"/>: it is none, or the image has no such user or group.</exception>
    public static (long Uid, long Gid) Numbers(string text, LayeredImage image)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 2 || parts[0].Length == 0 || (parts.Length == 2 && parts[1].Length == 0))
            throw new ImageException(ImageErrorId.ValueIgnored, $"'{text}' is no owner; one is written as 33:33, or by names that the image has");
        (long uid, long gid) = Number(parts[0]) is { } number ? (number, number) : User(parts[0], image);
        return parts.Length == 1 ? (uid, gid) : (uid, Number(parts[1]) ?? Group(parts[1], image));
    }

    private static long? Number(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;

    // name:password:uid:gid:… (passwd(5))
    private static (long Uid, long Gid) User(string name, LayeredImage image) =>
        Line(image, Users, name) is [_, _, var uid, var gid, ..] && Number(uid) is { } user && Number(gid) is { } group
            ? (user, group) : throw NotThere("user", name, Users);

    // name:password:gid:members (group(5))
    private static long Group(string name, LayeredImage image) =>
        Line(image, Groups, name) is [_, _, var gid, ..] && Number(gid) is { } group ? group : throw NotThere("group", name, Groups);

    private static string[]? Line(LayeredImage image, string list, string name)
    {
        TreeView view = image.Tree.TopView;
        if (LinkResolver.Find(view, Encoding.UTF8.GetBytes(list), followLast: true, image.Limits, out _) is not { } node
            || image.Entry(LinkResolver.Content(image.Tree, node.Version, image.Limits)) is not { Type: EntryType.File } file)
            return null;
        if (file.Size > LargestList)
            throw new ImageException(ImageErrorId.ContentTooLarge, $"{list} has {file.Size} bytes; at most {LargestList} are read");
        using var contents = new ContentReader(image);
        using var reader = new StreamReader(contents.Open(file.LayerIndex, file.RowNumber), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(':') is { Length: > 2 } parts && parts[0] == name)
                return parts;
        }
        return null;
    }

    private static ImageException NotThere(string what, string name, string list) =>
        new(ImageErrorId.ValueIgnored, $"the image has no {what} {name} in {list}; a number needs no list");
}
