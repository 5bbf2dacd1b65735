using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Lists the files of an image as a container sees them, or what is stored in it but cannot be seen.</summary>
[Cmdlet(VerbsCommon.Get, "ImageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageFile))]
public sealed class GetImageFileCommand : ImagePathsCommand
{
    private const string HiddenView = "PSLayers.Content.ImageFile#Hidden";
    private const string WindowsRoot = "/Files";

    /// <summary>Paths in the image, with or without wildcards.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImagePathCompleter))]
    public string[] Filter { get; set; } = [];

    /// <summary>Whether what is below a directory is wanted too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many levels below are wanted.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Depth { get; set; }

    /// <summary>Types of the files wanted.</summary>
    [Parameter]
    public EntryType[] Type { get; set; } = [];

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LayerSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("LayerIndex")]
    public int? Layer { get; set; }

    /// <summary>Whether what is stored but cannot be seen is wanted instead.</summary>
    [Parameter]
    public SwitchParameter Hidden { get; set; }

    /// <summary>Whether an image for Windows is shown from its folder Files on.</summary>
    [Parameter]
    public SwitchParameter WindowsView { get; set; }

    private int Levels => Depth ?? (Recurse ? int.MaxValue : 0);

    private bool GoesDeep => Recurse || Depth is not null;

    private protected override void Process(LayeredImage image, int? layer)
    {
        TreeView view = ViewOf(image, Layer ?? layer);
        bool stripsFiles = WindowsView && image.Tree.Child(LayeredTree.Root, "Files"u8) >= 0;
        int root = stripsFiles ? image.Tree.Child(LayeredTree.Root, "Files"u8) : LayeredTree.Root;
        ImagePathFilter[] filters = [.. PathsInImage(Filter).Select(filter => new ImagePathFilter(filter, image.Tree.IgnoresCase))];
        if (Hidden)
            WriteHidden(image, view, root, filters);
        else if (filters.Length == 0)
            Write(image, view, view.Find(root) is { } top ? view.Descendants(top, Levels) : [], root);
        else
            Write(image, view, Select(image, view, stripsFiles ? WindowsRoot : "", root, filters), root);
    }

    // Several filters may mean the same file: it comes once.
    private IEnumerable<ViewNode> Select(LayeredImage image, TreeView view, string prefix, int root, ImagePathFilter[] filters)
    {
        var written = new HashSet<int>();
        for (int i = 0; i < filters.Length; i++)
        {
            if (filters[i].Start(view, prefix, image.Limits, out ImageErrorId failure) is not { } start)
            {
                if (filters[i].IsLiteral)
                    WriteError(ErrorRecords.Of(MissingPath.Explain(image, view, filters[i].ToString(), failure), image.Image.ImagePath));
                continue;
            }
            foreach (ViewNode node in Select(image.Tree, view, start, root, filters[i]))
            {
                if (written.Add(node.Node))
                    yield return node;
            }
        }
    }

    private IEnumerable<ViewNode> Select(LayeredTree tree, TreeView view, ViewNode start, int root, ImagePathFilter filter)
    {
        if (filter.IsLiteral)
            return GoesDeep ? view.Descendants(start, Levels).Prepend(start) : [start];
        IEnumerable<ViewNode> matches = view.Descendants(start).Where(node => filter.Matches(tree.Path(node.Node, root), recurse: false));
        return GoesDeep ? matches.SelectMany(node => view.Descendants(node, Levels).Prepend(node)) : matches;
    }

    private void Write(LayeredImage image, TreeView view, IEnumerable<ViewNode> nodes, int root)
    {
        foreach (ViewNode node in nodes)
        {
            ImageFile file = image.File(node, root, view.Top);
            if (Type.Length == 0 || Type.Contains(file.Type))
                WriteObject(file);
        }
    }

    private void WriteHidden(LayeredImage image, TreeView view, int root, ImagePathFilter[] filters)
    {
        IEnumerable<ImageFile> files = HiddenVersions.Of(view, NewMeter().Cancellation)
            .Select(hidden => image.File(hidden, root))
            .Where(file => (Type.Length == 0 || Type.Contains(file.Type)) && (filters.Length == 0 || filters.Any(filter => filter.Matches(file.InnerPath, GoesDeep))))
            .OrderBy(file => file.InnerPath, StringComparer.Ordinal).ThenBy(file => file.LayerIndex);
        foreach (ImageFile file in files)
        {
            var shown = PSObject.AsPSObject(file);
            shown.TypeNames.Insert(0, HiddenView);
            WriteObject(shown);
        }
    }
}
