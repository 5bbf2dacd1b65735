using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Follows files through the layers of an image: every version, oldest first.</summary>
[Cmdlet(VerbsDiagnostic.Trace, "ImageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileVersion))]
public sealed class TraceImageFileCommand : NamedFilesCommand
{
    private const string Activity = "Reading files";
    private const string SearchActivity = "Looking for files";

    private readonly List<(LayeredImage Image, int Node)> _files = [];

    /// <summary>Whether size and time tell if content changed, and no content is read.</summary>
    [Parameter]
    public SwitchParameter SkipContent { get; set; }

    private protected override void ProcessInput(ImageOrPart input)
    {
        if (input is ImageFile file)
            _files.Add((file.Image, file.Node));
        else if (input is LayerEntry entry && ImageOf(entry) is var image)
            _files.Add((image, Literal(image, image.Layers.Count - 1, entry.MeantPath) is >= 0 and var node ? node : throw NotFound(entry.MeantPath)));
        else
            base.ProcessInput(input);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // Of one image all at once, so that no compressed layer is read for each file anew.
        foreach (IGrouping<LayeredImage, (LayeredImage Image, int Node)> files in _files.GroupBy(file => file.Image))
            Guard(files.Key.Image.Archive, () => Write(files.Key, [.. files.Select(file => file.Node).Distinct()], files.Key.Layers.Count - 1));
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        int top = layer ?? image.Layers.Count - 1;
        var nodes = new List<int>();
        foreach (string path in NamedPaths())
        {
            PathPattern pattern = PathWalk.Read(image.Tree, path);
            // Also what no view shows any more.
            if (pattern.Literal is null)
                nodes.AddRange(Run(SearchActivity, meter => PathWalk.Find(image.Tree, pattern, meter.Cancellation)).Where(node => PathTrace.HasLife(image.Tree, node)));
            else if (Literal(image, top, pattern.Literal) is >= 0 and var node)
                nodes.Add(node);
            else
                WriteError(ErrorRecords.Of(NotFound(pattern.Literal), image.Image.Archive));
        }
        Write(image, [.. nodes.Distinct()], top);
    }

    // A path through links is where the newest view that has it says.
    private static int Literal(LayeredImage image, int top, string path)
    {
        byte[] name = EntryName.Encode(path);
        if (LinkResolver.Literal(image.Tree, name) is >= 0 and var node && PathTrace.HasLife(image.Tree, node))
            return node;
        int? view = LinkResolver.Find(image.Tree.View(top), name, followLast: false, image.Limits, out _) is not null
            ? top
            : ContentFinder.NearestView(image, top, path);
        if (view is not { } layer)
            return Removed(image, top, path.TrimEnd('/'));
        int found = LinkResolver.Find(image.Tree.View(layer), name, followLast: false, image.Limits, out _)!.Value.Node;
        // The root is there, whether a layer says something of it or not.
        return PathTrace.HasLife(image.Tree, found) ? found : -1;
    }

    // Of what is only removed, links may lead to its directory.
    private static int Removed(LayeredImage image, int top, string path)
    {
        int slash = path.LastIndexOf('/');
        return slash > 0 && LinkResolver.Find(image.Tree.View(top), EntryName.Encode(path[..slash]), followLast: true, image.Limits, out _) is { } directory
            && image.Tree.Child(directory.Node, EntryName.Encode(path[(slash + 1)..])) is >= 0 and var node && PathTrace.HasLife(image.Tree, node) ? node : -1;
    }

    private static ImageException NotFound(string path) => new(ImageErrorId.FileNotFound, $"no layer of the image has {path}, nor removes it");

    private void Write(LayeredImage image, IReadOnlyList<int> nodes, int top)
    {
        PathTrace trace = Run(Activity, meter => PathTrace.Of(image, nodes, top, !SkipContent, meter));
        foreach (ImageException error in trace.Errors)
            WriteError(ErrorRecords.Of(error, image.Image.Archive));
        foreach (FileVersion version in OneByOne(_ => trace.Versions))
            WriteObject(version);
    }
}
