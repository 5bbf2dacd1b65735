using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Completion;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Provider;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that reads the content of files: of paths in the view of an image, or of the very entries that come from the pipeline.</summary>
public abstract class FileContentCommand : NamedFilesCommand
{
    private const string Activity = "Reading files";
    private const string SearchActivity = "Looking for files";

    private ContentReader? _reader;
    private ReadMeter? _meter;

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    private protected override int? LayerOf(ImageView view, ContainerImage image) => TopOf(view);

    /// <summary>Works on a path of a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="path">The path.</param>
    /// <param name="isMatch">Whether wildcards found it, so that it is there.</param>
    private protected abstract void ProcessPath(LayeredImage image, TreeView view, string path, bool isMatch);

    /// <summary>Works on an entry.</summary>
    /// <param name="image">The image.</param>
    /// <param name="entry">The entry; also one that no view shows.</param>
    /// <param name="view">The view in which a symbolic link is followed; null for that of the layers up to the entry's own.</param>
    private protected abstract void ProcessEntry(LayeredImage image, LayerEntry entry, TreeView? view);

    /// <summary>Works on a file of a view, or on a hidden version.</summary>
    /// <param name="file">The file.</param>
    /// <param name="view">The view that shows it; of a hidden version that of the layers up to its own.</param>
    private protected abstract void ProcessFile(ImageFile file, TreeView view);

    private protected override void ProcessInput(ImageOrPart input)
    {
        if (input is ImageFile file)
            ProcessFile(file, file.Image.Tree.View(file.TopLayer));
        else if (input is LayerEntry entry)
            ProcessEntry(ImageOf(entry), entry, view: null);
        else
            base.ProcessInput(input);
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        // A line of the history that made no layer brings a null, and no view is meant by it.
        if (UpTo is null && ParameterSetName == LiteralPathSet && MyInvocation.BoundParameters.ContainsKey(nameof(UpTo)))
            return;
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        IReadOnlyList<string> paths = NamedPaths();
        foreach (string path in paths)
            Guard(image.Image.Archive, () => Process(image, view, path));
    }

    /// <summary>Reads with a meter; what is far away is read on another thread, so that the user can see how far it is, and stop it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">Number of the layer that is read from.</param>
    /// <param name="work">What to do.</param>
    private protected T Read<T>(LayeredImage image, int layer, Func<ContentReader, T> work)
    {
        ContentReader reader = ReaderOf(image);
        if (!reader.IsRandomAccess(layer))
            return Await(Task.Run(() => work(reader)), _meter!, Activity);
        if (Stopping)
            throw new PipelineStoppedException();
        try
        {
            return work(reader);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (InternalFault.Is(e))
        {
            throw InternalFault.Of(e);
        }
    }

    /// <summary>Opens the content of an entry. What is read is shown as progress.</summary>
    private protected Stream Open(LayeredImage image, ContentPlace place)
    {
        BeginWork();
        EntryStream content = Read(image, place.Layer, reader => reader.Open(place.Layer, place.Row));
        bool isNear = SeeksWell(place.Layer);
        if (isNear)
            _meter!.Expect(content.Length);
        return new WatchedStream(content, read =>
        {
            int done = Read(image, place.Layer, _ => read());
            if (isNear)
                _meter!.Add(done);
            ShowProgress(_meter!, Activity);
            return done;
        });
    }

    /// <summary>Whether the end of a file is as near as its start.</summary>
    private protected bool SeeksWell(int layer) => _reader!.IsRandomAccess(layer);

    /// <summary>Ends what was shown of a file's reading.</summary>
    private protected void EndReading() => EndProgress(Activity);

    /// <summary>Explains that a path is not there by what is known of the layers.</summary>
    private protected static ImageException NotFound(LayeredImage image, TreeView view, string path, ImageException error) =>
        error.ErrorId != ImageErrorId.FileNotFound ? error : ContentFinder.NearestView(image, view.Top, path) switch
        {
            null => error,
            { } below when below < view.Top => new ImageException(error.ErrorId, $"{path} is removed by layer {below + 1}; -UpTo {below} still shows it", inner: error),
            { } above => new ImageException(error.ErrorId, $"{path} is not there yet; it comes with layer {above}", inner: error),
        };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _reader?.Dispose();
        base.Dispose(disposing);
    }

    private void Process(LayeredImage image, TreeView view, string path)
    {
        PathPattern pattern = PathWalk.Read(image.Tree, path);
        if (pattern.Literal is not null)
        {
            // What stands there decides, with a slash or a dot at its end; only the backticks of patterns are none of its characters.
            bool isThere = !PathPattern.MayBePattern(path) || LinkResolver.Literal(image.Tree, EntryName.Encode(path)) >= 0;
            ProcessPath(image, view, isThere ? path : pattern.Literal, isMatch: false);
            return;
        }
        string end = path.EndsWith("/.", StringComparison.Ordinal) ? "/." : path.EndsWith('/') ? "/" : "";
        foreach (ViewNode match in Run(SearchActivity, meter => PathWalk.Find(view, pattern, image.Limits, LayeredTree.Root, meter.Cancellation)))
        {
            if (end.Length == 0 || view.IsDirectory(match))
                Guard(image.Image.Archive, () => ProcessPath(image, view, image.Tree.Path(match.Node) + end, isMatch: true));
        }
    }

    private ContentReader ReaderOf(LayeredImage image)
    {
        if (_reader?.Image != image)
        {
            _reader?.Dispose();
            _meter = NewMeter();
            _reader = new ContentReader(image, _meter);
        }
        return _reader!;
    }
}
