using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression.Seeking;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>A layer so large that idle cores help with it.</summary>
public class LargeLayerTests
{
    private static readonly ReadLimits Helped = ReadLimits.Default with { AheadFrom = 1 };
    private static readonly ReadLimits Alone = ReadLimits.Default with { AheadFrom = long.MaxValue };

    [Fact]
    public void It_is_listed_as_it_was_without_help()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 11, entries: 5000, meanFileSize: 7000);
        byte[] tar = output.ToArray();
        byte[] stored = DeflateSamples.Gzip(tar);
        Assert.InRange(stored.Length, 3L * new AheadOptions().Spacing, int.MaxValue);

        (LayerIndex alone, SeekTable points, long told) = Read(stored, Alone);
        (LayerIndex helped, SeekTable samePoints, long sameTold) = Read(stored, Helped);
        Assert.Equal(alone.Count, helped.Count);
        Assert.Equal((tar.Length, tar.Length), (alone.TarSize, helped.TarSize));
        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(tar)), helped.DiffId.ToString());
        Assert.Null(helped.Damage);
        Assert.Equal((stored.Length, stored.Length), (told, sameTold));
        Assert.Equal(points.Count, samePoints.Count);
        for (int i = 0; i < points.Count; i++)
        {
            Assert.Equal(points[i], samePoints[i]);
            Assert.True(points.PackedWindow(i).SequenceEqual(samePoints.PackedWindow(i)));
        }
    }

    [Fact]
    public void Damage_in_it_is_told_as_without_help()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 12, entries: 5000, meanFileSize: 7000);
        byte[] stored = DeflateSamples.Gzip(output.ToArray());
        stored[stored.Length * 3 / 4] ^= 0x55;
        LayerIndex alone = Read(stored, Alone).Index;
        LayerIndex helped = Read(stored, Helped).Index;
        Assert.NotNull(alone.Damage);
        Assert.Equal(alone.Damage.Message, helped.Damage?.Message);
        Assert.Equal((alone.Count, alone.TarSize), (helped.Count, helped.TarSize));
    }

    private static (LayerIndex Index, SeekTable Points, long Told) Read(byte[] stored, ReadLimits limits)
    {
        Blob blob = Blob.Of(new MemorySource(stored), 0, stored.Length, "layer");
        using var recorder = new SeekRecorder(limits);
        var meter = new ReadMeter();
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.DiffId, limits, meter, recorder);
        return (index, recorder.Build(index.TarSize), meter.Done);
    }
}
