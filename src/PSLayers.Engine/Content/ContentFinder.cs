using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Finds the entry whose data one reads at a path, or behind an entry: by way of links, inside the image only.</summary>
internal static class ContentFinder
{
    /// <summary>The content at a path of a view.</summary>
    /// <exception cref="ImageException">There is nothing, or nothing with content, at the path; or its links go round in a circle.</exception>
    public static ContentPlace Find(LayeredImage image, TreeView view, string path) => Find(image, view, EntryName.Encode(path), path);

    /// <summary>The content of an entry: a link's is that of the file which it leads to.</summary>
    /// <param name="image">The image.</param>
    /// <param name="entry">The entry; also one that is overwritten or removed.</param>
    /// <param name="view">The view in which a symbolic link is followed; null for that of the layers up to the entry's own.</param>
    /// <exception cref="ImageException">The entry has no content, or is a link that leads nowhere.</exception>
    public static ContentPlace Of(LayeredImage image, LayerEntry entry, TreeView? view = null)
    {
        if (entry.Type == EntryType.File)
            return new ContentPlace(entry.LayerIndex, entry.RowNumber);
        LayeredTree tree = image.Tree;
        if (entry.Type == EntryType.HardLink)
        {
            int content = LinkResolver.HardLinkContent(tree, entry.LayerIndex, entry.RowNumber, image.Limits);
            return content >= 0 && image.Entry(content) is { Type: not EntryType.HardLink } target
                ? Of(image, target, view)
                : throw LinkResolver.LeadsNowhere(tree, entry.InnerPath, entry.LinkTarget, image.Limits);
        }
        if (entry.Type != EntryType.SymbolicLink)
            throw NotAFile(entry.InnerPath, entry.Type);
        LayerIndex index = tree.Layers[entry.LayerIndex]!;
        ReadOnlySpan<byte> link = index.LinkTarget(entry.RowNumber);
        byte[] path = link.StartsWith("/"u8) ? link.ToArray() : [.. index.DirectoryPath(index.Row(entry.RowNumber).Directory), (byte)'/', .. link];
        return Find(image, view ?? tree.View(entry.LayerIndex), path, entry.InnerPath);
    }

    /// <summary>The view, of those above or below one that lacks a path, that has it and is nearest.</summary>
    /// <returns>Number of the view's uppermost layer; null where no view has the path.</returns>
    public static int? NearestView(LayeredImage image, int top, string path)
    {
        byte[] name = EntryName.Encode(path);
        for (int below = top - 1; below >= 0; below--)
        {
            if (Has(below))
                return below;
        }
        for (int above = top + 1; above < image.Layers.Count; above++)
        {
            if (Has(above))
                return above;
        }
        return null;

        bool Has(int layer) => LinkResolver.Find(image.Tree.View(layer), name, followLast: false, image.Limits, out _) is not null;
    }

    private static ContentPlace Find(LayeredImage image, TreeView view, ReadOnlySpan<byte> path, string shown)
    {
        if (LinkResolver.Find(view, path, followLast: true, image.Limits, out ImageErrorId failure) is { } found)
            return Of(image, found, shown);
        throw MissingPath.Explain(image, view, shown, failure);
    }

    private static ContentPlace Of(LayeredImage image, ViewNode node, string shown)
    {
        int content = node.Version < 0 ? -1 : LinkResolver.Content(image.Tree, node.Version, image.Limits);
        if (content < 0 && image.Entry(node.Version) is { LinkTarget: { } target })
            throw LinkResolver.LeadsNowhere(image.Tree, shown, target, image.Limits);
        LayerEntry? entry = image.Entry(content);
        return entry?.Type == EntryType.File
            ? new ContentPlace(entry.LayerIndex, entry.RowNumber)
            : throw NotAFile(shown, entry?.Type ?? EntryType.Directory);
    }

    private static ImageException NotAFile(string path, EntryType type) => new(ImageErrorId.NotAFile, $"{path} is no file but {Name(type)}");

    private static string Name(EntryType type) => type switch
    {
        EntryType.Directory => "a directory",
        EntryType.CharacterDevice or EntryType.BlockDevice => "a device",
        EntryType.Fifo => "a named pipe",
        EntryType.Whiteout => "a whiteout, which removes a file of the layers below",
        EntryType.OpaqueWhiteout => "a whiteout, which hides what the layers below have in its directory",
        _ => "something else",
    };
}
