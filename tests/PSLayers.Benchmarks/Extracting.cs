using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Benchmarks;

/// <summary>Writing the files of a plain layer to the disk, beside <c>tar -x</c> on the same layer.</summary>
public class Extracting
{
    private const string Small = "8,000 small files";
    private const string Large = "one file of 500 MB";

    private readonly List<ExtractionItem> _items = [];
    private string _layer = "";
    private string _destination = "";

    /// <summary>What is written.</summary>
    [Params(Small, Large)]
    public string Set { get; set; } = "";

    /// <summary>Makes the layer and lists its files.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _layer = Set == Small
            ? LayerFiles.Make("extract-small.tar", output => LargeTar.Write(output, seed: 4, entries: 9_850, meanFileSize: 4_000))
            : LayerFiles.Make("extract-large.tar", WriteLarge);
        var reader = new Shared(new FileSource(_layer, FileStamp.Of(new FileInfo(_layer))).Open());
        LayerIndex index = Indexing.Index(_layer);
        var numbers = new Dictionary<string, long>();
        for (int i = 0; i < index.Count; i++)
            _items.Add(Item(index, i, reader, numbers));
    }

    /// <summary>Starts each run with an empty folder.</summary>
    [IterationSetup]
    public void Clean()
    {
        Remove();
        _destination = Directory.CreateTempSubdirectory("pslayers-extracting-").FullName;
    }

    /// <summary>Leaves nothing behind.</summary>
    [GlobalCleanup]
    public void Remove()
    {
        if (_destination.Length > 0 && Directory.Exists(_destination))
            Directory.Delete(_destination, recursive: true);
    }

    /// <summary>GNU or BSD tar.</summary>
    [Benchmark(Baseline = true)]
    public int Tar()
    {
        using Process tar = Process.Start("tar", ["-xf", _layer, "-C", _destination]);
        tar.WaitForExit();
        return tar.ExitCode == 0 ? 0 : throw new InvalidOperationException($"tar: {tar.ExitCode}");
    }

    /// <summary>The folder writer.</summary>
    [Benchmark]
    public int Ours() => new FolderWriter(_destination).Write(_items).Count(result => result.IsWritten);

    private static ExtractionItem Item(LayerIndex index, int row, Shared reader, Dictionary<string, long> numbers)
    {
        LayerRow entry = index.Row(row);
        string path = index.Path(row).TrimStart('/');
        string? target = index.LinkTarget(row) is { IsEmpty: false } link ? EntryName.Decode(link) : null;
        // The names of a file stand behind it, so that its number is known by then.
        long number = entry.Type == EntryType.HardLink && target is not null && numbers.TryGetValue(target, out long first) ? first : row;
        if (entry.Type is EntryType.File or EntryType.HardLink)
            numbers[path] = number;
        return new ExtractionItem
        {
            Path = path,
            Type = entry.Type,
            Mode = entry.Mode & 0xFFF,
            LastWriteTime = DateTimeOffset.UnixEpoch.AddTicks(entry.Time),
            Length = entry.Size,
            Inode = number,
            LinkTarget = target,
            Content = () => new BlobStream(reader, entry.DataOffset, entry.Size, meter: null),
        };
    }

    private static void WriteLarge(Stream output)
    {
        byte[] piece = new byte[1_000_000];
        new Random(5).NextBytes(piece);
        string file = Path.GetTempFileName();
        using (FileStream content = File.Create(file))
        {
            for (int i = 0; i < 500; i++)
                content.Write(piece);
        }
        using (var writer = new System.Formats.Tar.TarWriter(output, leaveOpen: true))
            writer.WriteEntry(file, "large");
        File.Delete(file);
    }

    /// <summary>A layer that stays open for all of its files.</summary>
    private sealed class Shared(ByteReader reader) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset) => reader.Read(buffer, offset);

        public override void Dispose()
        {
        }
    }
}
