using PSLayers.Engine.Tests.Content;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Holes of sparse files take neither time nor room.</summary>
public sealed class HoleTests : ExtractionTest
{
    [Theory]
    [InlineData(1L << 30)]
    [InlineData(1L << 40)]
    public void A_hole_of_any_size_is_made_without_being_read(long size)
    {
        var content = new Hollow(size);
        var meter = new ReadMeter();

        AssertWell(new FolderWriter(Destination).Write([FileItem("file") with { Length = size, Content = () => content, IsSparse = true }], meter));

        Assert.Equal(1, content.Reads);
        Assert.Equal(size, meter.Done);
        Assert.Equal(size, new FileInfo(At("file")).Length);
        using FileStream file = File.OpenRead(At("file"));
        file.Position = size - 1;
        Assert.Equal('x', file.ReadByte());
    }

    [Fact]
    public void A_file_larger_than_any_disk_has_is_an_error_of_its_own_and_leaves_nothing()
    {
        ExtractionItem item = FileItem("file") with { Length = long.MaxValue, Content = () => new Hollow(long.MaxValue), IsSparse = true };

        ExtractionResult result = Assert.Single(new FolderWriter(Destination).Write([item]));

        Assert.Equal(Errors.ImageErrorId.WriteFailed, result.Error?.ErrorId);
        Assert.False(File.Exists(At("file")));
    }

    [Fact]
    public void A_hole_of_more_than_a_line_is_told_behind_the_lines_before_it()
    {
        using var content = new EntryStream(new MemoryBytes("one\ntwo\n"u8.ToArray()), 0, 1L << 60, new Tar.SparseMap([new Tar.SparseRegion(0, 8, 0)], 1L << 60), "layer") { LongestHole = 1 << 20 };
        var pieces = new TextPieces(new StreamReader(content), delimiter: null, longest: 1 << 20);

        Assert.Equal(("one", "two"), (pieces.Next(), pieces.Next()));
        Assert.Equal(Errors.ImageErrorId.ContentTooLarge, Assert.Throws<Errors.ImageException>(() => pieces.Next()).ErrorId);
    }

    // A hole, and one byte at its end.
    private sealed class Hollow(long size) : MemoryStream, IHasHoles
    {
        private long _position;

        public int Reads { get; private set; }

        public override long Position { get => _position; set => _position = value; }

        public long LongestHole { get; set; } = long.MaxValue;

        public (bool IsHole, long Length) At(long position) => position < size - 1 ? (true, size - 1 - position) : (false, 1);

        public (bool IsHole, long Length) Before(long position) => (false, position);

        public override int Read(Span<byte> buffer)
        {
            Reads++;
            Assert.Equal(size - 1, _position++);
            buffer[0] = (byte)'x';
            return 1;
        }
    }
}
