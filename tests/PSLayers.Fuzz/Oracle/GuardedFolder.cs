using PSLayers.Content;
using PSLayers.Extraction;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Oracle;

/// <summary>A destination with a folder beside it that nothing may reach.</summary>
internal sealed class GuardedFolder
{
    private const string Untouched = "untouched";

    private readonly string _root;
    private readonly string _secret;
    private readonly string _before;

    /// <summary>Makes both, anew.</summary>
    /// <param name="name">A name for them.</param>
    public GuardedFolder(string name)
    {
        _root = OwnFolder.Empty(name);
        Outside = Directory.CreateDirectory(Path.Join(_root, "outside")).FullName;
        _secret = Path.Join(Outside, "secret");
        File.WriteAllText(_secret, Untouched);
        Destination = Path.Join(_root, "destination");
        _before = State();
    }

    /// <summary>Where files may be written; it is not there yet.</summary>
    public string Destination { get; }

    /// <summary>Where none may.</summary>
    public string Outside { get; }

    /// <summary>Puts links that lead out into the destination, under names that images have as well.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(Path.Join(Destination, "d"));
        File.CreateSymbolicLink(Path.Join(Destination, "a"), Outside);
        File.CreateSymbolicLink(Path.Join(Destination, "b"), _secret);
        File.CreateSymbolicLink(Path.Join(Destination, "c"), "../outside");
        File.CreateSymbolicLink(Path.Join(Destination, "d", "a"), "../../outside");
    }

    /// <summary>Writes all that an image shows, and what it hides, into the destination.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">How to write.</param>
    /// <param name="watch">Is told of each answer.</param>
    /// <param name="open">Opens the destination; null for the engine's own way.</param>
    public void Write(LayeredImage image, ExtractionOptions options, Watch watch, Func<string, DestinationFolder>? open = null)
    {
        var items = new ImageItems(image);
        TreeView view = image.Tree.TopView;
        items.AddTree(view, view.Root, "", watch.See);
        foreach (HiddenVersion hidden in HiddenVersions.Of(view))
            watch.Try(() => items.Add(image.File(hidden).Entry, $"hidden/{hidden.Row}"));
        var writer = new FolderWriter(Destination, options, open);
        using var reader = new ContentReader(image, watch.Meter);
        foreach (ExtractionResult result in writer.Write(items.InReadingOrder(reader), watch.Meter))
        {
            watch.See(result.Error);
            watch.See(result.Warnings);
        }
        watch.See(writer.Warnings);
    }

    /// <summary>Fails if anything changed beside the destination.</summary>
    public void Check(Watch watch)
    {
        watch.Expect(State() == _before, "something was written outside of the destination");
        watch.Expect(Directory.GetFileSystemEntries(_root).All(entry => entry == Outside || entry == Destination), "something was written beside the destination");
    }

    // All that a careless writer would change: names, content, mode, times.
    private string State() =>
        $"{string.Join('|', Directory.GetFileSystemEntries(Outside))} {Stamp(Outside)} {Stamp(_secret)} {(File.Exists(_secret) ? File.ReadAllText(_secret) : "gone")}";

    private static string Stamp(string path) => OperatingSystem.IsWindows() || !Path.Exists(path) ? "" : $"{File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path).Ticks}";
}
