using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Packages;
using PSLayers.Provider;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Lists the files of an image as a container sees them, or what is stored in it but cannot be seen.</summary>
[Cmdlet(VerbsCommon.Get, "ImageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageFile))]
public sealed class GetImageFileCommand : InnerPathCommand<ImageOrLayer>
{
    private const string HiddenView = "PSLayers.Content.ImageFile#Hidden";
    private const string SearchActivity = "Looking for files";
    private const string OwnerActivity = "Reading which files packages brought";

    /// <summary>Whether what is below a directory is wanted too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many levels below are wanted.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Depth { get; set; }

    /// <summary>Types of the files wanted.</summary>
    [Parameter]
    [ValidateNotNull]
    public EntryType[] Type { get; set; } = [];

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    private protected override int? LayerOf(ImageView view, ContainerImage image) => TopOf(view);

    /// <summary>Whether what is stored but cannot be seen is wanted instead.</summary>
    [Parameter]
    public SwitchParameter Hidden { get; set; }

    /// <summary>Whether only what no package brought is wanted.</summary>
    [Parameter]
    public SwitchParameter Unowned { get; set; }

    /// <summary>Whether an image for Windows is shown from its folder Files on.</summary>
    [Parameter]
    public SwitchParameter WindowsView { get; set; }

    private int Levels => Depth ?? (Recurse ? int.MaxValue : 0);

    private bool GoesDeep => Recurse || Depth is not null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Exclude(nameof(Unowned), nameof(Hidden));
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        PackageOwnership? owners = Unowned ? OwnersOf(image, view) : null;
        int root = WindowsView && image.Tree.Child(LayeredTree.Root, "Files"u8) is > 0 and var files ? files : LayeredTree.Root;
        if (Hidden)
            WriteHidden(image, view, root);
        else if (InnerPaths.Count == 0)
            Write(image, view, view.Find(root) is { } top ? Below(view, top) : [], root, owners);
        else
            Write(image, view, InnerPaths.SelectMany(path => Select(image, view, path, root)).DistinctBy(node => node.Node), root, owners);
    }

    private IEnumerable<ViewNode> Select(LayeredImage image, TreeView view, string path, int root)
    {
        PathPattern pattern = PathWalk.Read(image.Tree, path, root);
        IReadOnlyList<ViewNode> found = [];
        if (pattern.Literal is null)
            found = Run(SearchActivity, meter => PathWalk.Find(view, pattern, image.Limits, root, meter.Cancellation));
        else if (LinkResolver.Find(view, EntryName.Encode(image.Tree.Path(root) + pattern.Literal), followLast: false, image.Limits, out ImageErrorId failure) is { } one)
            found = [one];
        else
            WriteError(ErrorRecords.Of(MissingPath.Explain(image, view, pattern.Literal, failure), image.Image.Archive));
        return GoesDeep ? found.SelectMany(node => Below(view, node).Prepend(node)) : found;
    }

    private PackageOwnership OwnersOf(LayeredImage image, TreeView view)
    {
        PackageOwnership owners = Run(OwnerActivity, meter => PackageOwnership.Of(image, view, PackageDatabases.All, nodes: null, withDigests: false, meter));
        WriteErrors(image.Image.Archive, owners.Errors);
        return owners;
    }

    private void Write(LayeredImage image, TreeView view, IEnumerable<ViewNode> nodes, int root, PackageOwnership? owners)
    {
        foreach (ViewNode node in nodes)
        {
            if (owners?[node.Node] is not null)
                continue;
            ImageFile file = image.File(node, root, view.Top);
            if (Type.Length == 0 || Type.Contains(file.Type))
                WriteObject(file);
        }
    }

    private IEnumerable<ViewNode> Below(TreeView view, ViewNode directory) => OneByOne(stop => view.Descendants(directory, Levels, stop));

    private void WriteHidden(LayeredImage image, TreeView view, int root)
    {
        PathPattern[] patterns = [.. InnerPaths.Select(path => PathWalk.Read(image.Tree, path, root))];
        foreach (HiddenVersion hidden in OneByOne(stop => HiddenVersions.Of(view, stop).Where(hidden => Matches(image, hidden, root, patterns))))
        {
            var shown = PSObject.AsPSObject(image.File(hidden, root));
            shown.TypeNames.Insert(0, HiddenView);
            WriteObject(shown);
        }
    }

    private bool Matches(LayeredImage image, HiddenVersion hidden, int root, PathPattern[] patterns) =>
        (Type.Length == 0 || Type.Contains(image.File(hidden, root).Type))
        && (patterns.Length == 0 || (image.Tree.Path(hidden.Node, root) is var path && Array.Exists(patterns, pattern => pattern.Matches(path, GoesDeep))));
}
