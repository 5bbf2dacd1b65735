using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Follows files through the layers of an image: every version, oldest first.</summary>
[Cmdlet(VerbsDiagnostic.Trace, "ImageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileVersion))]
public sealed class TraceImageFileCommand : NamedFilesCommand
{
    private const string Activity = "Reading files";

    private readonly List<ImageFile> _files = [];

    /// <summary>Whether size and time tell if content changed, and no content is read.</summary>
    [Parameter]
    public SwitchParameter SkipContent { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        _files.AddRange(ImageFile);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Of one image all at once, so that no compressed layer is read for each file anew.
        foreach (IGrouping<LayeredImage, ImageFile> image in _files.GroupBy(file => file.Image))
            Guard(image.Key.Image.ImagePath, () => Write(image.Key, [.. image.Select(file => file.Node).Distinct()], image.Key.Layers.Count - 1));
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        int top = layer ?? image.Layers.Count - 1;
        string[] paths = NamedPaths();
        var nodes = new List<int>();
        foreach (string path in paths)
        {
            var filter = new ImagePathFilter(path, image.Tree.IgnoresCase);
            if (!filter.IsLiteral)
                nodes.AddRange(Matches(image.Tree, filter));
            else if (Literal(image, top, filter.ToString()) is >= 0 and var node)
                nodes.Add(node);
            else
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.FileNotFound, $"no layer of the image has {filter}"), image.Image.ImagePath));
        }
        Write(image, [.. nodes.Distinct()], top);
    }

    // Also what no view shows any more; by name, as everywhere.
    private static IEnumerable<int> Matches(LayeredTree tree, ImagePathFilter filter) => Enumerable.Range(1, tree.NodeCount - 1)
        .Where(node => HasVersion(tree, node))
        .Select(node => (Node: node, Path: tree.Path(node)))
        .Where(found => filter.Matches(found.Path, recurse: false))
        .OrderBy(found => found.Path, StringComparer.Ordinal)
        .Select(found => found.Node);

    // A path through links is where the newest view that has it says.
    private static int Literal(LayeredImage image, int top, string path)
    {
        byte[] name = EntryName.Encode(path);
        if (LinkResolver.Literal(image.Tree, name) is >= 0 and var node && HasVersion(image.Tree, node))
            return node;
        int? view = LinkResolver.Find(image.Tree.View(top), name, followLast: false, image.Limits, out _) is not null
            ? top
            : ContentFinder.NearestView(image, top, path);
        return view is { } layer ? LinkResolver.Find(image.Tree.View(layer), name, followLast: false, image.Limits, out _)!.Value.Node : -1;
    }

    private static bool HasVersion(LayeredTree tree, int node) => node == LayeredTree.Root || tree.LayersWith(node).Any();

    private void Write(LayeredImage image, IReadOnlyList<int> nodes, int top)
    {
        PathTrace trace = Run(Activity, meter => PathTrace.Of(image, nodes, top, !SkipContent, meter));
        foreach (ImageException error in trace.Errors)
            WriteError(ErrorRecords.Of(error, image.Image.ImagePath));
        foreach (FileVersion version in trace.Versions)
            WriteObject(version);
    }
}
