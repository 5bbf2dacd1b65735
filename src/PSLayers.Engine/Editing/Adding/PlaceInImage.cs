using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Editing.Adding;

/// <summary>A place in the topmost view of an image, or one that a layer is to make there.</summary>
/// <param name="Names">The names of the way from the root, without links.</param>
/// <param name="Node">What the image has there; null for nothing.</param>
internal sealed record PlaceInImage(IReadOnlyList<string> Names, ViewNode? Node)
{
    /// <summary>The path, without slashes around it; empty for the root.</summary>
    public string Path => string.Join('/', Names);

    /// <summary>Finds the place that a path means, by way of the image's own links, as if it were done in a container. What is not there is a place
    /// as well, also behind a link that leads nowhere.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">The path; a slash in front makes no difference.</param>
    /// <param name="followsLast">Whether a link at its end is followed.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.LinkCycle"/>, or <see cref="ImageErrorId.NotADirectory"/>: a file is in the way.</exception>
    public static PlaceInImage Of(LayeredImage image, string path, bool followsLast) => Of(image, [], EntryName.Encode(path), followsLast);

    /// <summary>The place of a name in this one, which is a directory or is to be one; a link to a directory leads to that.</summary>
    /// <param name="image">The image.</param>
    /// <param name="name">The name.</param>
    public PlaceInImage Folder(LayeredImage image, string name)
    {
        if (Child(image, this, name) is { } child && LinkTarget(image, child) is not null)
        {
            string path = $"{Path}/{name}";
            TreeView view = image.Tree.TopView;
            if (LinkResolver.Find(view, EntryName.Encode(path), followLast: true, image.Limits, out _) is { } end && view.IsDirectory(end))
                return Of(image, path, followsLast: true);
        }
        return new PlaceInImage([.. Names, name], Child(image, this, name) is { } there && image.Tree.TopView.IsDirectory(there) ? there : null);
    }

    /// <summary>The directory that it is in.</summary>
    public PlaceInImage Above(LayeredImage image) => Of(image, string.Join('/', Names.SkipLast(1)), followsLast: false);

    private static PlaceInImage Of(LayeredImage image, List<string> names, ReadOnlySpan<byte> path, bool followsLast)
    {
        TreeView view = image.Tree.TopView;
        var way = new List<ViewNode?> { view.Root };
        int linksLeft = image.Limits.SymbolicLinks;
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            if (way[^1] is { } at && !view.IsDirectory(at))
                throw new ImageException(ImageErrorId.NotADirectory, $"/{string.Join('/', names)} is no directory in the image, so nothing can be put into it");
            if (part.SequenceEqual(".."u8))
            {
                if (names.Count > 0)
                {
                    names.RemoveAt(names.Count - 1);
                    way.RemoveAt(way.Count - 1);
                }
                continue;
            }
            ViewNode? child = way[^1] is { } folder ? view.Child(folder, part) : null;
            if (child is { } link && (followsLast || !path.Trim((byte)'/').IsEmpty) && LinkTarget(image, link) is { Length: > 0 } target)
            {
                if (linksLeft-- <= 0 || target.Length > image.Limits.LinkTarget)
                    throw new ImageException(ImageErrorId.LinkCycle, $"a path leads by way of more than {image.Limits.SymbolicLinks} links, or too long ones");
                if (target[0] == '/')
                {
                    names.Clear();
                    way.RemoveRange(1, way.Count - 1);
                }
                path = (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            names.Add(EntryName.Decode(child is { } there ? view.Tree.Name(there.Node) : part));
            way.Add(child);
        }
        return new PlaceInImage(names, way[^1]);
    }

    private static ViewNode? Child(LayeredImage image, PlaceInImage folder, string name) =>
        folder.Node is { } node && image.Tree.TopView.IsDirectory(node) ? image.Tree.TopView.Child(node, EntryName.Encode(name)) : null;

    private static byte[]? LinkTarget(LayeredImage image, ViewNode node) =>
        image.Entry(LinkResolver.Content(image.Tree, node.Version, image.Limits)) is { Type: EntryType.SymbolicLink, LinkTarget: { } target }
            ? EntryName.Encode(target) : null;
}
