using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>A file of a merged view.</summary>
/// <param name="image">The image.</param>
/// <param name="view">The view.</param>
/// <param name="node">The file.</param>
/// <param name="stop">Tells of the user's wish to stop.</param>
internal sealed class ViewItem(LayeredImage image, TreeView view, ViewNode node, Func<CancellationToken> stop) : DriveItem
{
    private ViewNode? _folder;
    private bool _isResolved;

    /// <summary>The root of a view.</summary>
    public static ViewItem RootOf(LayeredImage image, TreeView view, Func<CancellationToken> stop) => new(image, view, view.Root, stop);

    /// <summary>The root of the view of all layers.</summary>
    public static ViewItem RootOf(LayeredImage image, Func<CancellationToken> stop) => RootOf(image, image.Tree.TopView, stop);

    /// <inheritdoc/>
    public override object Value => image.File(node, top: view.Top);

    /// <inheritdoc/>
    public override bool IsFolder => Folder is not null;

    /// <inheritdoc/>
    public override bool IsLink => !view.IsDirectory(node) && Folder is not null;

    /// <inheritdoc/>
    public override (LayeredImage Image, TreeView View, byte[] Path)? Source => (image, view, EntryName.Encode(view.Tree.Path(node.Node)));

    // The directory that it is, or that it is a link to.
    private ViewNode? Folder
    {
        get
        {
            if (!_isResolved)
            {
                _folder = view.IsDirectory(node) ? node
                    : image.Entry(node.Version) is { Type: EntryType.SymbolicLink or EntryType.HardLink }
                        && Find(view.Tree.Path(node.Node), followLast: true) is { } target && view.IsDirectory(target) ? target
                    : null;
                _isResolved = true;
            }
            return _folder;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children()
    {
        if (Folder is not { } folder)
            yield break;
        foreach (ViewNode child in view.Children(folder, stop()))
            yield return (EntryName.Decode(view.Tree.Name(child.Node)), new ViewItem(image, view, child, stop));
    }

    /// <inheritdoc/>
    public override DriveItem? Child(string name) => Find([name]);

    /// <inheritdoc/>
    public override DriveItem? Find(ReadOnlySpan<string> parts)
    {
        string path = node.Node == LayeredTree.Root ? "" : view.Tree.Path(node.Node);
        ViewNode? found = Find($"{path}/{string.Join('/', parts.ToArray())}", followLast: false)
            ?? (TypedPath.Find(path, parts, other => Find(other, followLast: false) is not null) is { } typed ? Find(typed, followLast: false) : null);
        return found is { } there ? new ViewItem(image, view, there, stop) : null;
    }

    /// <inheritdoc/>
    public override ContentPlace Content() => ContentFinder.Find(image, view, view.Tree.Path(node.Node));

    private ViewNode? Find(string path, bool followLast) => LinkResolver.Find(view, EntryName.Encode(path), followLast, image.Limits, out _);
}
