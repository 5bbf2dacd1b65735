using System.Text;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>What tests of the folder writer share: a destination, a folder beside it that nothing may reach, and short ways to say what is written.</summary>
public abstract class ExtractionTest : IDisposable
{
    private protected static readonly DateTimeOffset Time = new(2019, 3, 4, 5, 6, 7, 123, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    private protected ExtractionTest()
    {
        Destination = _folder.Folder("destination");
        Outside = _folder.Folder("outside");
        File.WriteAllText(Path.Join(Outside, "secret"), "untouched");
    }

    private protected string Destination { get; }

    private protected string Outside { get; }

    private protected string Secret => Path.Join(Outside, "secret");

    /// <summary>Nothing came to the folder outside, and its file is as it was. Holds for every test.</summary>
    public void Dispose()
    {
        try
        {
            Assert.Equal([Secret], Directory.EnumerateFileSystemEntries(Outside));
            Assert.Equal("untouched", File.ReadAllText(Secret));
            Assert.Equal([Destination, Outside], Directory.EnumerateFileSystemEntries(_folder.Root).Order(StringComparer.Ordinal));
        }
        finally
        {
            // Who is not root cannot remove what is in a directory that may not be written.
            foreach (DirectoryInfo folder in new DirectoryInfo(Destination).EnumerateDirectories().Where(folder => folder.LinkTarget is null))
                SetMode(folder.FullName, 0x1C0);
            _folder.Dispose();
            GC.SuppressFinalize(this);
        }
    }

    private protected string At(string path) => Path.Join(Destination, path);

    private protected string Text(string path) => File.ReadAllText(At(path));

    private protected int Mode(string path) => ModeOf(At(path));

    private protected static int ModeOf(string fullPath) => OperatingSystem.IsWindows() ? 0 : (int)File.GetUnixFileMode(fullPath);

    private protected static void SetMode(string fullPath, int mode)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(fullPath, (UnixFileMode)mode);
    }

    private protected List<ExtractionResult> Write(ExtractionOptions? options, params ExtractionItem[] items) => [.. new FolderWriter(Destination, options).Write(items)];

    private protected List<ExtractionResult> Write(params ExtractionItem[] items) => Write(null, items);

    /// <summary>Writes items of which each must succeed without a word.</summary>
    private protected void WriteWell(params ExtractionItem[] items) => AssertWell(Write(null, items));

    /// <summary>Writes one item that must fail.</summary>
    private protected ImageErrorId ErrorOf(ExtractionItem item, ExtractionOptions? options = null) => ErrorOf(Assert.Single(Write(options, item)));

    private protected static ImageErrorId ErrorOf(ExtractionResult result)
    {
        Assert.False(result.IsWritten);
        Assert.NotNull(result.Error);
        Assert.Equal(result.Item.Path, result.Error.Member);
        return result.Error.ErrorId;
    }

    private protected static void AssertWell(IEnumerable<ExtractionResult> results) => Assert.All(results, result =>
    {
        Assert.Null(result.Error);
        Assert.True(result.IsWritten);
        Assert.Empty(result.Warnings);
    });

    private protected static ExtractionItem FileItem(string path, string text = "content", int mode = 0x1A4, Action? whenOpened = null) => new()
    {
        Path = path,
        Type = EntryType.File,
        Mode = mode,
        LastWriteTime = Time,
        Length = Encoding.UTF8.GetByteCount(text),
        Content = () =>
        {
            whenOpened?.Invoke();
            return new MemoryStream(Encoding.UTF8.GetBytes(text));
        },
    };

    private protected static ExtractionItem FolderItem(string path, int mode = 0x1ED) => new() { Path = path, Type = EntryType.Directory, Mode = mode, LastWriteTime = Time };

    private protected static ExtractionItem LinkItem(string path, string target) => new() { Path = path, Type = EntryType.SymbolicLink, Mode = 0x1FF, LinkTarget = target, LastWriteTime = Time };

}
