using PSLayers.Errors;

namespace PSLayers.Compression;

/// <summary>Pieces that are read ahead are those of the stream, and end as it does.</summary>
public sealed class AheadChunkReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public void The_pieces_are_the_streams(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        using var reader = new AheadChunkReader(new MemoryStream(bytes));
        using var all = new MemoryStream();
        for (ReadOnlyMemory<byte> piece; !(piece = reader.Next()).IsEmpty;)
            all.Write(piece.Span);

        Assert.Equal(bytes, all.ToArray());
        Assert.True(reader.Next().IsEmpty);
    }

    [Fact]
    public void What_breaks_the_stream_is_told_behind_the_bytes_before()
    {
        using var reader = new AheadChunkReader(new Broken(3));

        for (int i = 0; i < 3; i++)
            Assert.False(reader.Next().IsEmpty);
        Assert.Equal(ImageErrorId.ReadFailed, Assert.Throws<ImageException>(() => reader.Next()).ErrorId);
        Assert.Equal(ImageErrorId.ReadFailed, Assert.Throws<ImageException>(() => reader.Next()).ErrorId);
    }

    [Fact]
    public void Who_leaves_early_closes_a_stream_that_nobody_reads_any_more()
    {
        var stream = new Broken(int.MaxValue);
        using (var reader = new AheadChunkReader(stream))
            reader.Next();
        int reads = stream.Reads;

        Assert.True(stream.IsClosed);
        Assert.Equal(reads, stream.Reads);
    }

    private sealed class Broken(int pieces) : MemoryStream
    {
        public int Reads { get; private set; }

        public bool IsClosed { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) =>
            Reads++ < pieces ? count : throw new ImageException(ImageErrorId.ReadFailed, "broken");

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
