using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Limits;
using PSLayers.Writing;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>The packers: many blocks, all levels, and what other programs say to it.</summary>
public sealed class LayerPackerTests : ArchiveTest
{
    [Theory]
    [InlineData(LayerCompression.Gzip, 1)]
    [InlineData(LayerCompression.Gzip, 6)]
    [InlineData(LayerCompression.Gzip, 9)]
    [InlineData(LayerCompression.Zstd, 1)]
    [InlineData(LayerCompression.Zstd, 3)]
    [InlineData(LayerCompression.Zstd, 12)]
    public void What_is_packed_at_any_level_is_unpacked_again(LayerCompression compression, int level)
    {
        // Several blocks: what cannot be packed, what can be packed to nearly nothing, and a rest.
        byte[] content = new byte[18_000_001];
        new Random(level).NextBytes(content.AsSpan(0, 9_000_000));

        byte[] packed = Pack(content, new LayerPacking(compression, level));

        Assert.Equal(content, Unpack(packed));
        Assert.Equal(packed, Pack(content, new LayerPacking(compression, level)));
    }

    [Theory]
    [InlineData(LayerCompression.Gzip)]
    [InlineData(LayerCompression.Zstd)]
    public void Nothing_is_packed_too(LayerCompression compression) => Assert.Empty(Unpack(Pack([], new LayerPacking(compression))));

    [ToolFact("gzip", "zstd")]
    public void Other_programs_take_what_was_packed()
    {
        byte[] content = new byte[9_000_000];
        new Random(1).NextBytes(content.AsSpan(0, 5_000_000));

        CommandLine.Run("gzip", "-t", Folder.Write("a.gz", Pack(content, new LayerPacking(LayerCompression.Gzip))));
        CommandLine.Run("zstd", "-q", "-d", Folder.Write("a.zst", Pack(content, new LayerPacking(LayerCompression.Zstd))));
        Assert.Equal(content, File.ReadAllBytes(Path.Join(Folder.Root, "a")));
    }

    [Fact]
    public void Packing_can_break_off()
    {
        using var stop = new BrokenStream();
        using BlockWriter packer = new LayerPacking(LayerCompression.Zstd).Over(stop)!;

        Assert.Throws<IOException>(() =>
        {
            packer.Write(new byte[40_000_000]);
            packer.Finish();
        });
    }

    private static byte[] Pack(byte[] content, LayerPacking packing)
    {
        using var target = new MemoryStream();
        using BlockWriter packer = packing.Over(target)!;
        packer.Write(content);
        packer.Finish();
        return target.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using ChunkReader chunks = Blob.Of(new MemorySource(packed), 0, packed.Length, "packed").OpenChunks(ReadLimits.Default);
        using var all = new MemoryStream();
        for (ReadOnlyMemory<byte> piece = chunks.Next(); !piece.IsEmpty; piece = chunks.Next())
            all.Write(piece.Span);
        return all.ToArray();
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("broken");
    }
}
