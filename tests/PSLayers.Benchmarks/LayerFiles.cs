using System.IO.Compression;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Benchmarks;

/// <summary>The layers that benchmarks read, each a file: generated ones, and those of real images. They are made once and stay in the
/// system's temporary folder, as two gigabytes take their time.</summary>
internal static class LayerFiles
{
    /// <summary>Names a folder with archives of real images.</summary>
    private const string ImagesVariable = "PSLAYERS_IMAGES";

    private static readonly string Root = Path.Join(Path.GetTempPath(), "pslayers-benchmarks");

    /// <summary>300,000 small files.</summary>
    public const string Small = "generated: 300,000 small files";

    /// <summary>90,000 entries in 2 GB.</summary>
    public const string Large = "generated: 90,000 entries, 2 GB";

    /// <summary>Layers whose paths, whiteouts and types are random.</summary>
    public const string Mixed = "generated: random entries";

    /// <summary>The generated sets, and the archives of a folder whose name ends so.</summary>
    public static IEnumerable<string> Sets(string suffix, params string[] generated) =>
        generated.Concat(RealArchives(suffix).Select(path => Path.GetFileName(path)!));

    /// <summary>Archives of the folder with real images.</summary>
    public static IEnumerable<string> RealArchives(string suffix) =>
        Environment.GetEnvironmentVariable(ImagesVariable) is { Length: > 0 } folder && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + suffix).Order(StringComparer.Ordinal)
            : [];

    /// <summary>Full path of an archive of the folder with real images.</summary>
    public static string RealArchive(string name) => Path.Join(Environment.GetEnvironmentVariable(ImagesVariable), name);

    /// <summary>The stored layers of a set, each as a file of its own.</summary>
    public static IReadOnlyList<string> Of(string set, string compression = "none") => set switch
    {
        Small => [Packed("small.tar", compression, output => LargeTar.Write(output, seed: 1, entries: 300_000, meanFileSize: 300))],
        Large => [Packed("large.tar", compression, output => LargeTar.Write(output, seed: 2, entries: 90_000, meanFileSize: 26_000))],
        Mixed => [Packed("mixed.tar", compression, output => output.Write(RandomLayers.Tar(RandomLayers.Entries(seed: 3, layers: 1, entries: 20_000, tidy: false)[0])))],
        _ => Unpacked(set),
    };

    /// <summary>A file as a blob.</summary>
    public static Blob Blob(string path)
    {
        var file = new FileInfo(path);
        return Compression.Blob.Of(new FileSource(path, FileStamp.Of(file)), 0, file.Length, file.Name);
    }

    /// <summary>A docker archive with one layer: the 2 GB of <see cref="Large"/>.</summary>
    public static string LargeArchive() => Make("large.docker.tar", output =>
    {
        string layer = Of(Large)[0];
        using var writer = new System.Formats.Tar.TarWriter(output, System.Formats.Tar.TarEntryFormat.Ustar, leaveOpen: true);
        WriteDocument(writer, "manifest.json", """[{"Config":"config.json","RepoTags":["large:1"],"Layers":["layer.tar"]}]""");
        WriteDocument(writer, "config.json", $$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:{{{new string('0', 64)}}}"]}}""");
        writer.WriteEntry(layer, "layer.tar");
    });

    private static void WriteDocument(System.Formats.Tar.TarWriter writer, string name, string json) =>
        writer.WriteEntry(new System.Formats.Tar.UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, name)
        {
            DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)),
        });

    private static string Packed(string name, string compression, Action<Stream> write)
    {
        string plain = Make(name, write);
        return compression switch
        {
            "none" => plain,
            "gzip" => Make(name + ".gz", output => Pack(plain, new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))),
            "zstd" => Make(name + ".zst", output => Pack(plain, new ZstdSharp.CompressionStream(output, level: 3, leaveOpen: true))),
            _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "not a compression that is measured"),
        };
    }

    private static void Pack(string plain, Stream packer)
    {
        using (packer)
        using (FileStream input = File.OpenRead(plain))
            input.CopyTo(packer);
    }

    private static List<string> Unpacked(string archive)
    {
        ContainerImage image = ImageArchive.Open(RealArchive(archive)).Images[0];
        var files = new List<string>();
        for (int i = 0; i < image.LayerCount; i++)
        {
            if (image.Layers[i].Blob is not { } blob)
                continue;
            files.Add(Make($"{archive}.{i}", output =>
            {
                (ByteSource source, long offset) = blob.Place;
                using var stored = new BlobStream(source.Open(), offset, blob.Length, meter: null);
                stored.CopyTo(output);
            }));
        }
        return files;
    }

    /// <summary>A file that is made once.</summary>
    public static string Make(string name, Action<Stream> write)
    {
        string path = Path.Join(Root, name);
        if (File.Exists(path))
            return path;
        Directory.CreateDirectory(Root);
        string unfinished = path + ".part";
        using (FileStream output = File.Create(unfinished))
            write(output);
        File.Move(unfinished, path, overwrite: true);
        return path;
    }
}
