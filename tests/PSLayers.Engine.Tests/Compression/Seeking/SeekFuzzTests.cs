using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Compression.Seeking;

/// <summary>Streams and tables that lie: reading gives bytes or an <see cref="ImageException"/>, and nothing else.</summary>
public sealed class SeekFuzzTests
{
    private static readonly ReadLimits Limits = Seekable.Dense with { SeekSpacing = 2000, KeptSpan = 20_000 };
    private static readonly string[] Makes = ["gzip", "gzip, stored", "gzip, many blocks", "gzip, members", "zstd", "zstd, frames", "zstd, skippable frames"];

    [Fact]
    public void Streams_that_change_after_the_first_pass() => Run(3000, (random, stored) =>
    {
        byte[] own = [.. stored];
        Blob blob = Seekable.Listed(own, Limits);
        Mutate(own, random);
        Read(blob, random);
    });

    [Fact]
    public void Streams_that_are_damaged_or_cut_from_the_start() => Run(3000, (random, stored) =>
    {
        byte[] own = stored[..(random.Next(3) == 0 ? random.Next(1, stored.Length) : stored.Length)];
        Mutate(own, random);
        Blob blob = Blob.Of(new MemorySource(own), 0, own.Length, "layer");
        using var recorder = new SeekRecorder(Limits);
        long length = 0;
        try
        {
            using ChunkReader chunks = blob.OpenChunks(Limits, null, recorder);
            for (int read; (read = chunks.Next().Length) > 0;)
                length += read;
        }
        catch (ImageException)
        {
            // The points before the damage are good.
        }
        if (blob.Compression != CompressionFormat.None)
            blob.Seeks = new SeekAccess(recorder.Build(length), blob.Compression.CanResume, Limits);
        Read(blob, random);
    });

    [Fact]
    public void Tables_that_point_anywhere() => Run(3000, (random, stored) =>
    {
        Blob blob = Blob.Of(new MemorySource(stored), 0, stored.Length, "layer");
        int count = random.Next(1, 5);
        byte[] windows = new byte[count * 40];
        random.NextBytes(windows);
        SeekPosition[] points = [.. Enumerable.Range(0, count)
            .Select(_ => new SeekPosition(random.Next(stored.Length + 10), random.Next(8), random.Next(60_000))).OrderBy(point => point.OutputOffset)];
        int[] ends = [.. Enumerable.Range(1, count).Select(i => random.Next(2) == 0 ? windows.Length : 0).Order()];
        blob.Seeks = new SeekAccess(new SeekTable(points, ends, windows, 60_000), canResume: true, Limits);
        Read(blob, random);
    });

    private static void Run(int times, Action<Random, byte[]> test)
    {
        var random = new Random(42);
        byte[][] streams = [.. Makes.SelectMany(make => Enumerable.Range(0, 6)
            .Select(kind => Seekable.Pack(make, [DeflateSamples.Make(kind, 9000, kind), DeflateSamples.Make(6, 15_000, kind)])))];
        for (int i = 0; i < times; i++)
            test(random, streams[random.Next(streams.Length)]);
    }

    private static void Read(Blob blob, Random random)
    {
        using ByteReader reader = blob.OpenBytes(Limits);
        for (int i = 0; i < 4; i++)
        {
            try
            {
                Seekable.ReadRange(reader, random.Next(70_000), random.Next(1, 10_000));
            }
            catch (ImageException e)
            {
                Assert.Equal("layer", e.Member);
            }
        }
    }

    private static void Mutate(byte[] bytes, Random random)
    {
        for (int count = random.Next(1, 6); count > 0; count--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(3))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    bytes.AsSpan(at, Math.Min(random.Next(1, 40), bytes.Length - at)).Fill((byte)random.Next(256));
                    break;
            }
        }
    }
}
