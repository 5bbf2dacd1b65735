using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>One thing that is to be copied out of an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Path">Its path in the image.</param>
/// <param name="Name">The name that the copy gets; empty where only the content of a directory is copied.</param>
/// <param name="Entry">The entry; null for a directory that is only implied.</param>
internal sealed record ExportSource(LayeredImage Image, string Path, string Name, LayerEntry? Entry)
{
    /// <summary>Its path's node; null where the entry alone is meant, whatever a view shows.</summary>
    public ViewNode? Node { get; init; }

    /// <summary>The view that shows it, together with <see cref="Node"/>.</summary>
    public TreeView View { get; init; }

    /// <summary>Whether wildcards found it, so that there might be others.</summary>
    public bool IsMatch { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Entry is null or { Type: EntryType.Directory };

    /// <summary>Whether all below it is copied too.</summary>
    public bool IsTree => IsDirectory && Node is not null;

    /// <summary>The path without anything in it that means another directory.</summary>
    public string WholePath => (Node is { } node ? Image.Tree.Path(node.Node) : Path).Trim('/');

    /// <summary>The name that a copy gets: the last of the path, or what a path that ends in dots means.</summary>
    public static string NameOf(TreeView view, ViewNode node, string path)
    {
        string last = path.TrimEnd('/');
        last = last[(last.LastIndexOf('/') + 1)..];
        return last is "." or ".." ? EntryName.Decode(view.Tree.Name(node.Node)) : last;
    }

    /// <summary>Tells that one path of an archive means a file of each platform: they cannot all be where one of them would be.</summary>
    /// <returns>The error; null where all have places of their own.</returns>
    public static ImageException? SameOfSeveralImages(IEnumerable<ExportSource> sources, bool keepPath)
    {
        foreach (var same in sources.GroupBy(source => (source.Image.Image.Archive, keepPath ? source.WholePath : source.Name)))
        {
            List<string> images = [.. same.Select(source => source.Image.Image).DistinctBy(image => image.Identity).Select(image => $"{image.Name} ({image.Platform})")];
            if (images.Count > 1)
                return new ImageException(ImageErrorId.SeveralImages, $"{same.First().Path} is meant in {images.Count} images: {string.Join(", ", images.Take(10))}; -Platform and -Tag choose one");
        }
        return null;
    }

    /// <summary>Finds those that a directory above them brings along, if it is among them itself.</summary>
    public static IEnumerable<ExportSource> WithoutInner(IReadOnlyList<ExportSource> sources)
    {
        HashSet<(LayeredImage, int Top, int Node)> trees = [.. sources.Where(source => source.IsTree).Select(source => (source.Image, source.View.Top, source.Node!.Value.Node))];
        return sources.Where(source => !IsInner(source, trees));
    }

    private static bool IsInner(ExportSource source, HashSet<(LayeredImage, int, int)> trees)
    {
        if (source.Node is not { } node)
            return false;
        LayeredTree tree = source.Image.Tree;
        for (int above = tree.Parent(node.Node); above >= 0; above = tree.Parent(above))
        {
            if (trees.Contains((source.Image, source.View.Top, above)))
                return true;
        }
        return false;
    }
}
