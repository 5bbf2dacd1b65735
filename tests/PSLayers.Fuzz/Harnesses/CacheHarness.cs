using System.Buffers.Binary;
using System.IO.Hashing;
using PSLayers.Bytes;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Sources.Caching;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>What is kept on disk of a compressed archive and of a compressed layer, forged: its frame and its hash are right, its content is any
/// bytes. The first byte tells which of the two.</summary>
internal sealed class CacheHarness : IHarness
{
    private const int HeaderSize = 24;
    private const int HashSize = 16;

    private readonly Lazy<Kept[]> _kept = new(() => [new Kept("archive", isOuter: true), new Kept("layer", isOuter: false)]);

    public string Name => "cache";

    public IEnumerable<(string Name, byte[] Input)> Seeds => _kept.Value.Select((kept, i) => (kept.Name, (byte[])[(byte)i, .. kept.Content]));

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        Kept kept = _kept.Value[input[0] & 1];
        kept.Forge(input.AsSpan(1));
        ImageArchive archive = ImageArchive.Open(kept.ImagePath, kept.Cache, watch.Meter, TightLimits.Value);
        try
        {
            watch.See(archive.Errors);
            foreach (ContainerImage image in archive.Images)
                ImageTour.Of(image, watch);
        }
        finally
        {
            archive.Release();
        }
    }

    // An archive, and the one file of a cache that tells of it.
    private sealed class Kept
    {
        private readonly string _file;
        private readonly byte[] _frame;

        public Kept(string name, bool isOuter)
        {
            Name = name;
            ImagePath = OwnFolder.At(name + ".tar");
            string folder = OwnFolder.Empty(name + "-cache");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Cache = new DiskCache(folder, TightLimits.Value);
            byte[] image = new ImageBuilder().Layer(new TarBuilder().Directory("etc").File("etc/a", "one").Symlink("l", "etc/a").Whiteout("w").CharDevice("c", 1, 3)
                .File("x", "1", xattrs: new Dictionary<string, byte[]> { ["user.a"] = [1] }), isOuter ? Packing.None : Packing.Gzip).Tag("a:1").DockerArchive();
            File.WriteAllBytes(ImagePath, isOuter ? Compress.Gzip(image) : image);
            ImageArchive archive = ImageArchive.Open(ImagePath, Cache, null, TightLimits.Value);
            if (!isOuter)
                archive.ReadLayer(archive.Images[0].Layers[0], new ReadMeter());
            _file = Directory.GetFiles(folder).Single();
            byte[] stored = File.ReadAllBytes(_file);
            var reader = new StoreReader(stored.AsMemory(HeaderSize + HashSize));
            _ = reader.Text();
            _ = reader.Text();
            Content = stored[^reader.Left..];
            _frame = stored[..^reader.Left];
        }

        public string Name { get; }

        public string ImagePath { get; }

        public DiskCache Cache { get; }

        /// <summary>What the engine wrote.</summary>
        public byte[] Content { get; }

        public void Forge(ReadOnlySpan<byte> content)
        {
            byte[] forged = [.. _frame, .. content];
            BinaryPrimitives.WriteInt64LittleEndian(forged.AsSpan(HeaderSize - sizeof(long)), forged.Length - HeaderSize - HashSize);
            XxHash128.Hash(forged.AsSpan(HeaderSize + HashSize)).CopyTo(forged, HeaderSize);
            File.WriteAllBytes(_file, forged);
        }
    }
}
