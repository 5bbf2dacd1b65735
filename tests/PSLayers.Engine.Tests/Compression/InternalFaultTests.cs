using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using SharpCompress.Common;

namespace PSLayers.Compression;

/// <summary>Faults of our own are never called damage of an image.</summary>
public sealed class InternalFaultTests
{
    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Bzip2)]
    public void A_fault_below_a_decompressor_is_no_damage_of_the_layer(Packing packing)
    {
        byte[] stored = Compress.Apply(packing, new TarBuilder().File("a", new byte[300_000]).File("b").Build()).Stored;
        Blob blob = Blob.Of(new FaultySource(stored), 0, stored.Length, "layer");

        Exception fault = Assert.Throws<IndexOutOfRangeException>(() => LayerIndexer.Read(blob, LayerNeeds.DiffId, ReadLimits.Default, new ReadMeter()));

        ImageException error = InternalFault.Of(fault);
        Assert.Equal((ImageErrorId.InternalError, fault), (error.ErrorId, error.InnerException));
        Assert.Contains("says nothing about the image", error.Message, StringComparison.Ordinal);
    }

    // The compiler may make a small method of a library part of ours: then the fault was thrown here, by all that can be seen.
    [Fact]
    public void An_exception_of_a_library_is_damage_wherever_it_was_thrown()
    {
        var stored = new BlobStream(new MemorySource([1]).Open(), 0, 1, null);

        ImageException error = Assert.Throws<ImageException>(() => new GuardedChunkReader(() => throw new InvalidFormatException("bad"), stored, "xz", "layer", ReadLimits.Default));

        Assert.NotEqual(ImageErrorId.InternalError, error.ErrorId);
        Assert.Contains("xz", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_system_refuses_is_told_as_such_and_lack_of_memory_is_passed_on()
    {
        Assert.Equal(ImageErrorId.ReadFailed, InternalFault.Of(new IOException("The disk is gone.")).ErrorId);
        Assert.Equal(ImageErrorId.LinkCycle, InternalFault.Of(new AggregateException(new ImageException(ImageErrorId.LinkCycle, "round"))).ErrorId);
        Assert.False(InternalFault.Is(new InsufficientMemoryException()));
        Assert.False(InternalFault.Is(new OperationCanceledException()));
        Assert.True(InternalFault.Is(new InvalidOperationException()));
    }

    // Gives the first bytes, by which the compression is told, and breaks at the next.
    private sealed class FaultySource(byte[] bytes) : ByteSource
    {
        private int _reads;

        public override long Length => bytes.Length;

        public override ByteReader Open() => new Reader(this, bytes);

        private sealed class Reader(FaultySource source, byte[] bytes) : ByteReader
        {
            public override int Read(Span<byte> buffer, long offset)
            {
                int read = source._reads++ > 0 ? bytes[bytes.Length] : (int)Math.Min(buffer.Length, bytes.Length - offset);
                bytes.AsSpan((int)offset, read).CopyTo(buffer);
                return read;
            }

            public override void Dispose()
            {
            }
        }
    }
}
