using System.Globalization;
using System.Security.Cryptography;
using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Planning;

/// <summary>Everything that a view shows, a line each: type, mode, owner, time, attributes, target, content, and which names are one file.</summary>
internal static class ShownFiles
{
    /// <summary>The lines of a view, by path.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="isWanted">Which paths count; null for all.</param>
    public static SortedDictionary<string, string> Of(LayeredImage image, int top, Func<string, bool>? isWanted = null)
    {
        TreeView view = image.Tree.View(top);
        using var reader = new ContentReader(image);
        var lines = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var firstNames = new Dictionary<int, string>();
        var nodes = view.Descendants(view.Root).Prepend(view.Root).Select(node => (Path: image.Tree.Path(node.Node), node.Version)).Where(node => isWanted?.Invoke(node.Path) != false).OrderBy(node => node.Path, StringComparer.Ordinal);
        foreach ((string path, int version) in nodes)
        {
            string line = Line(image, reader, version, path, firstNames);
            // What leads nowhere, and what links to a directory, no engine takes.
            if (!line.StartsWith("HardLink", StringComparison.Ordinal))
                lines[path] = line;
        }
        return lines;
    }

    public static void AssertSame(SortedDictionary<string, string> expected, SortedDictionary<string, string> actual, string where)
    {
        string[] lost = [.. expected.Where(line => actual.GetValueOrDefault(line.Key) != line.Value).Select(line => $"{line.Key} {line.Value}")];
        string[] added = [.. actual.Where(line => expected.GetValueOrDefault(line.Key) != line.Value).Select(line => $"{line.Key} {line.Value}")];
        Assert.True(lost.Length + added.Length == 0, $"{where}\nbefore:\n{string.Join('\n', lost)}\nafter:\n{string.Join('\n', added)}");
    }

    private static string Line(LayeredImage image, ContentReader reader, int version, string path, Dictionary<int, string> firstNames)
    {
        if (version < 0 || image.Tree.Version(version) is not { Row: >= 0 } own)
            return "Directory 755 0:0 0.0";
        LayerIndex index = image.Tree.Layers[own.Layer]!;
        int content = LinkResolver.Content(image.Tree, version, image.Limits);
        bool leadsNowhere = content < 0 || image.Tree.Version(content).Row < 0 || TypeOf(image, content) == EntryType.Directory;
        NodeVersion there = leadsNowhere ? own : image.Tree.Version(content);
        ref readonly LayerRow row = ref index.Row(own.Row);
        EntryType type = image.Tree.Layers[there.Layer]!.Row(there.Row).Type;
        if (!leadsNowhere && type is not EntryType.Directory)
            firstNames.TryAdd(content, path);
        string same = leadsNowhere || type == EntryType.Directory || firstNames[content] == path ? "" : $" is {firstNames[content]}";
        string target = EntryName.Decode(image.Tree.Layers[there.Layer]!.LinkTarget(there.Row));
        string digest = type == EntryType.File ? DigestOf(reader, there) : "";
        EntryOwner owner = index.Owner(own.Row);
        return string.Create(CultureInfo.InvariantCulture,
            $"{type} {Convert.ToString(row.Mode & 0xFFF, 8)} {owner.Uid}:{owner.Gid} {row.Time}.{row.Nanoseconds} {Xattrs(image, own, there)} {target} {digest}{same}").TrimEnd();
    }

    private static EntryType TypeOf(LayeredImage image, int version) =>
        image.Tree.Layers[image.Tree.Version(version).Layer]!.Row(image.Tree.Version(version).Row).Type;

    private static string DigestOf(ContentReader reader, NodeVersion there)
    {
        using Stream content = reader.Open(there.Layer, there.Row);
        return $"{content.Length} {Convert.ToHexString(SHA256.HashData(content))[..12]}";
    }

    // A further name of a file has the file's attributes, and those that it sets itself.
    private static string Xattrs(LayeredImage image, NodeVersion own, NodeVersion there)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (NodeVersion from in new[] { there, own })
        {
            foreach ((string name, byte[] value) in image.Tree.Layers[from.Layer]!.Extras(from.Row)?.Xattrs ?? new Dictionary<string, byte[]>())
                all[name] = Convert.ToHexString(value);
        }
        return string.Join(',', all.Select(pair => $"{pair.Key}={pair.Value}"));
    }
}
