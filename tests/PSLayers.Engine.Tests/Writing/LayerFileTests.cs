using System.IO.Compression;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Writing;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>Layers as files of their own.</summary>
public sealed class LayerFileTests : ArchiveTest
{
    public static TheoryData<Packing, LayerCompression, int> Ways
    {
        get
        {
            var ways = new TheoryData<Packing, LayerCompression, int>();
            foreach (Packing packing in new[] { Packing.None, Packing.Gzip, Packing.Zstd })
            {
                foreach (LayerCompression compression in Enum.GetValues<LayerCompression>())
                {
                    foreach (int size in new[] { 0, 1, (1 << 20) - 1536, 3_500_000 })
                        ways.Add(packing, compression, size);
                }
            }
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_written_is_the_layer(Packing packing, LayerCompression compression, int size)
    {
        byte[] content = new byte[size];
        new Random(size).NextBytes(content.AsSpan(size / 2));
        BuiltImage built = new ImageBuilder().Layer(new TarBuilder().File("f", content), packing).OciArchive();
        LayerSource layer = OpenOne(built).Layers[0];

        byte[] written = Write(layer, compression);

        if (compression == LayerCompression.AsStored)
            Assert.Equal(built.Layers[0].Stored, written);
        else
            Assert.Equal(built.Layers[0].Tar, Unpacked(written));
        // The same once more.
        Assert.Equal(written, Write(layer, compression));
        Assert.Equal(compression switch
        {
            LayerCompression.AsStored => packing.ToString().ToLowerInvariant(),
            _ => compression.ToString().ToLowerInvariant(),
        }, CompressionFormat.Of(written).Name);
    }

    [ToolFact("gzip")]
    public void Gzip_takes_what_was_written()
    {
        byte[] content = new byte[5_000_000];
        new Random(3).NextBytes(content.AsSpan(0, 2_500_000));
        LayerSource layer = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("f", content)).OciArchive()).Layers[0];

        string file = Folder.Write("layer.tar.gz", Write(layer, LayerCompression.Gzip));

        CommandLine.Run("gzip", "-t", file);
        CommandLine.Run("gzip", "-d", file);
        Assert.Equal(Write(layer, LayerCompression.None), File.ReadAllBytes(file[..^3]));
    }

    [Fact]
    public void A_claim_that_is_wrong_is_told()
    {
        string wrong = "sha256:" + new string('0', 64);
        LayerSource layer = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = Samples.One("a").Build(), StatedDiffId = wrong }).DockerArchive()).Layers[0];
        using var target = new MemoryStream();

        IReadOnlyList<ImageWarning> told = LayerFile.Write(layer, 0, LayerCompression.None, target, ReadLimits.Default, new ReadMeter());

        Assert.Equal(ImageErrorId.DigestMismatch, Assert.Single(told).ErrorId);
    }

    [Fact]
    public void A_layer_that_is_not_there_is_an_error()
    {
        LayerSource layer = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = Samples.One("a").Build(), Present = false }).OciArchive()).Layers[0];

        ImageException error = Assert.Throws<ImageException>(() => Write(layer, LayerCompression.AsStored));

        Assert.Equal(ImageErrorId.BlobMissing, error.ErrorId);
    }

    [Fact]
    public void The_work_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        LayerSource layer = OpenOne(new ImageBuilder().Layer(Samples.One("a")).OciArchive()).Layers[0];
        stop.Cancel();

        Assert.All(Enum.GetValues<LayerCompression>(), compression => Assert.Throws<OperationCanceledException>(
            () => LayerFile.Write(layer, 0, compression, Stream.Null, ReadLimits.Default, new ReadMeter(stop.Token))));
    }

    private static byte[] Write(LayerSource layer, LayerCompression compression)
    {
        using var target = new MemoryStream();
        Assert.Empty(LayerFile.Write(layer, 0, compression, target, ReadLimits.Default, new ReadMeter()));
        return target.ToArray();
    }

    private static byte[] Unpacked(byte[] written)
    {
        using var source = new MemoryStream(written);
        string name = CompressionFormat.Of(written).Name;
        using Stream unpacked = name == "gzip" ? new GZipStream(source, CompressionMode.Decompress) : name == "zstd" ? new ZstdSharp.DecompressionStream(source) : source;
        using var all = new MemoryStream();
        unpacked.CopyTo(all);
        return all.ToArray();
    }
}
