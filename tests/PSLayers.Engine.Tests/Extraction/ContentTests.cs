using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>The bytes of files: all of them, or no file.</summary>
public sealed class ContentTests : ExtractionTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((256 << 10) - 1)]
    [InlineData(256 << 10)]
    [InlineData((3 << 20) + 17)]
    public void Files_of_any_size_come_whole(int size)
    {
        byte[] content = HostileInput.Noise(size);
        var meter = new ReadMeter();
        AssertWell(new FolderWriter(Destination).Write([Item(content.Length, () => new Trickle(content))], meter));
        Assert.Equal(content, File.ReadAllBytes(At("file")));
        Assert.Equal(size, meter.Done);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(2_000_000)]
    public void A_content_that_is_cut_short_leaves_no_file(int there)
    {
        List<ExtractionResult> results = Write(Item(3_000_000, () => new MemoryStream(new byte[there])), FileItem("next"));
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(results[0]));
        Assert.Contains($"ends after {there}", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(At("file")));
        Assert.Equal("content", Text("next"));
    }

    [Fact]
    public void A_length_that_no_disk_has_room_for_is_found_to_be_a_lie()
    {
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(Item(long.MaxValue - 1, () => new MemoryStream(new byte[100]))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void More_than_the_length_is_not_read()
    {
        var content = new MemoryStream("content and more"u8.ToArray());
        WriteWell(Item(7, () => content));
        Assert.Equal("content", Text("file"));
    }

    [Fact]
    public void A_damaged_content_leaves_no_file_and_says_where_it_is_damaged()
    {
        Action damage = () => throw new ImageException(ImageErrorId.CompressionCorrupt, "bad block", "blobs/sha256/abc", 99);
        ExtractionResult result = Write(Item(5, () => new Reading(damage, new byte[5])))[0];
        Assert.Equal(ImageErrorId.CompressionCorrupt, ErrorOf(result));
        Assert.Equal("file: blobs/sha256/abc, at offset 99: bad block.", result.Error!.Message);
        Assert.False(File.Exists(At("file")));
    }

    [Fact]
    public void An_archive_that_changed_ends_the_run_and_finishes_the_directories()
    {
        Action changed = () => throw new ImageException(ImageErrorId.ArchiveChanged, "it was replaced");
        ExtractionItem[] items = [FolderItem("a", mode: 0x16D), FileItem("a/1"), FileItem("a/2", whenOpened: changed), FileItem("a/3")];
        ImageException error = Assert.Throws<ImageException>(() => Write(items));
        Assert.Equal((ImageErrorId.ArchiveChanged, (string?)null), (error.ErrorId, error.Member));
        Assert.Equal([At("a/1")], Directory.EnumerateFileSystemEntries(At("a")));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a")));
    }

    [Fact]
    public void Cancelling_in_the_middle_of_a_file_leaves_no_part_of_it()
    {
        using var source = new CancellationTokenSource();
        ExtractionItem[] items = [FolderItem("a"), FileItem("a/1"), Item(1_000_000, () => new Reading(source.Cancel, new byte[1_000_000])), FileItem("a/3")];
        Assert.Throws<OperationCanceledException>(() => new FolderWriter(Destination).Write(items, new ReadMeter(source.Token)).Count());
        Assert.Equal([At("a"), At("a/1")], Directory.EnumerateFileSystemEntries(Destination, "*", SearchOption.AllDirectories));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a")));
    }

    [Fact]
    public void Who_stops_enumerating_has_whole_files_and_finished_directories()
    {
        ExtractionItem[] items = [FolderItem("a"), FileItem("a/1"), FileItem("a/2")];
        Assert.Equal(2, new FolderWriter(Destination).Write(items).Take(2).Count());
        Assert.Equal([At("a/1")], Directory.EnumerateFileSystemEntries(At("a")));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a")));
    }

    [SystemFact(Need.Linux)]
    public void A_full_disk_ends_the_run()
    {
        // The device for it refuses every byte.
        var full = new PSLayers.Extraction.Unix.UnixFile(File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write));
        Assert.Equal(ImageErrorId.DiskFull, Assert.Throws<ImageException>(() => full.Write("x"u8)).ErrorId);
        full.Dispose();
    }

    [ToolFact("stat")]
    public void Holes_of_a_sparse_file_take_no_room()
    {
        byte[] content = new byte[8 << 20];
        "start"u8.CopyTo(content);
        "middle"u8.CopyTo(content.AsSpan(5_000_000));
        WriteWell(Item(content.Length, () => new MemoryStream(content)) with { IsSparse = true }, Item(content.Length, () => new MemoryStream(content)) with { Path = "whole" });
        Assert.Equal(content, File.ReadAllBytes(At("file")));
        Assert.Equal(content, File.ReadAllBytes(At("whole")));
        if (OperatingSystem.IsLinux())
            Assert.InRange(long.Parse(CommandLine.RunText("stat", "-c", "%b", At("file")), null) * 512, 8192, 1 << 20);
    }

    private static ExtractionItem Item(long length, Func<Stream> content) => FileItem("file") with { Length = length, Content = content };

    /// <summary>Content that comes in small pieces of odd sizes.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 70_001)]);
    }
}
