using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Copies files and directories out of images, as docker cp does.</summary>
[Cmdlet(VerbsData.Export, "ImageFile", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo), typeof(DirectoryInfo))]
public sealed class ExportImageFileCommand : ExtractingCommand
{
    private readonly List<ExportSource> _sources = [];

    /// <summary>Where the copies go.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Whether a link is followed, instead of copied itself.</summary>
    [Parameter]
    [Alias("L")]
    public SwitchParameter FollowLink { get; set; }

    /// <summary>Whether the copies keep their whole paths below the destination.</summary>
    [Parameter]
    public SwitchParameter KeepPath { get; set; }

    private protected override void ProcessPath(LayeredImage image, TreeView view, string path, bool isMatch)
    {
        bool isContent = path == "." || path.EndsWith("/.", StringComparison.Ordinal);
        bool isDirectory = isContent || path.EndsWith('/');
        if (LinkResolver.Find(view, EntryName.Encode(path), FollowLink || isDirectory, image.Limits, out ImageErrorId failure) is not { } node)
        {
            throw NotFound(image, view, path, MissingPath.Explain(image, view, path, failure));
        }
        if (isDirectory && !view.IsDirectory(node))
            throw new ImageException(ImageErrorId.NotAFile, $"{path} is no directory");
        string name = isContent || node.Node == LayeredTree.Root ? "" : ExportSource.NameOf(view, node, path);
        _sources.Add(new ExportSource(image, path, name, image.Entry(node.Version)) { Node = node, View = view, IsMatch = isMatch });
    }

    private protected override void ProcessEntry(LayeredImage image, LayerEntry entry, TreeView? view) =>
        _sources.Add(new ExportSource(image, entry.InnerPath, entry.Name.Trim('/'), Followed(image, entry, view)));

    // A directory brings what is in it; of a hidden one only the entry is known.
    private protected override void ProcessFile(ImageFile file, TreeView view)
    {
        LayerEntry? entry = file.Entry is null ? null : Followed(file.Image, file.Entry, view);
        ViewNode? node = file.HiddenByLayer is null ? view.Find(file.Node) : null;
        _sources.Add(new ExportSource(file.Image, file.InnerPath, file.Name.Trim('/'), entry) { Node = node, View = view });
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Guard(Destination, () => Export(new ExportDestination(Destination, PlaceOnDisk(Destination))));
    }

    private void Export(ExportDestination destination)
    {
        List<ExportSource> sources = ParameterSetName == ObjectSet ? [.. ExportSource.WithoutInner(_sources)] : _sources;
        if (ExportSource.SameOfSeveralImages(sources, KeepPath) is { } several)
        {
            WriteError(ErrorRecords.Of(several, Destination));
            return;
        }
        bool isAlone = sources is [{ IsMatch: false }];
        if (sources.Count > 0 && !isAlone && !KeepPath && !destination.IsFolder)
        {
            var error = new ImageException(ImageErrorId.PathNotFound, "the destination is no folder that exists, and several files cannot be copied to one place");
            WriteError(ErrorRecords.Of(error, Destination));
            return;
        }
        foreach (IGrouping<LayeredImage, ExportSource> ofImage in sources.GroupBy(source => source.Image))
            Export(ofImage.Key, ofImage, destination);
    }

    // All that goes into one folder is written in one run, in the order of the layers.
    private void Export(LayeredImage image, IEnumerable<ExportSource> sources, ExportDestination destination)
    {
        var runs = new Dictionary<string, ImageItems>();
        foreach (ExportSource source in sources)
            Guard(Destination, () => Plan(source, destination, runs));
        foreach ((string folder, ImageItems items) in runs)
            Guard(Destination, () => Write(image, items, folder));
    }

    private void Plan(ExportSource source, ExportDestination destination, Dictionary<string, ImageItems> runs)
    {
        (string folder, string path) = KeepPath ? (destination.ToString(), source.WholePath) : destination.PlaceOf(source);
        string target = System.IO.Path.Join(folder, path);
        if (!ShouldProcess($"Item: {VisibleText.Line(source.Path)} Destination: {VisibleText.Line(target)}", source.IsDirectory ? "Export Directory" : "Export File"))
            return;
        if (!runs.TryGetValue(folder, out ImageItems? items))
            runs.Add(folder, items = new ImageItems(source.Image));
        if (source.Node is { } node && source.IsTree)
            items.AddTree(source.View, node, path, error => WriteError(ErrorRecords.Of(error, source.Image.Image.Archive)));
        else
            items.Add(source.Entry, path);
    }

    private LayerEntry Followed(LayeredImage image, LayerEntry entry, TreeView? view) =>
        FollowLink && entry.Type == EntryType.SymbolicLink && ContentFinder.Of(image, entry, view) is var place
            ? new LayerEntry(image.Layers[place.Layer], image.Tree.Layers[place.Layer]!, place.Row)
            : entry;
}
