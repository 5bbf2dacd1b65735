using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Windows;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>The way of Windows, whose rules hold on every system: no directory on the way may be a link.</summary>
public sealed class WindowsFolderTests : ExtractionTest
{
    [Fact]
    public void Files_and_directories_get_their_content_and_time()
    {
        AssertWell(Run(null, FolderItem("a"), FileItem("a/file"), FileItem("b/c/file", "other"), FileItem("empty", "")));
        Assert.Equal(("content", "other", ""), (Text("a/file"), Text("b/c/file"), Text("empty")));
        Assert.Equal(Time.UtcDateTime, File.GetLastWriteTimeUtc(At("a/file")));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_written_through_a_link_that_the_destination_has(bool force)
    {
        Directory.CreateSymbolicLink(At("door"), Outside);
        File.CreateSymbolicLink(At("file"), Path.Join(Outside, "new"));
        List<ExtractionResult> results = Run(new ExtractionOptions { Force = force }, FileItem("door/file"), FolderItem("door"), FileItem("door/deep/file"), FileItem("file"));
        Assert.All(results.Take(3), result => Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(result)));
        Assert.Equal(force, results[3].IsWritten);
        Assert.Equal(force, new FileInfo(At("file")).LinkTarget is null);
    }

    [Fact]
    public void A_directory_swapped_for_a_link_is_not_entered_again()
    {
        List<ExtractionResult> results = Run(null, FileItem("a/b/1"), FileItem("x", whenOpened: () =>
        {
            Directory.Move(At("a"), At("moved"));
            Directory.CreateSymbolicLink(At("a"), Outside);
        }), FileItem("a/b/2"), FileItem("a/secret"));
        Assert.All(results.Skip(2).Take(2), result => Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(result)));
    }

    [Fact]
    public void A_parent_swapped_for_a_link_while_a_directory_is_open_is_seen()
    {
        Directory.CreateDirectory(Path.Join(Destination, "a", "b"));
        List<ExtractionResult> results = Run(null, FileItem("a/b/1"), FileItem("a/b/2", whenOpened: () =>
        {
            Directory.Move(At("a"), At("moved"));
            Directory.CreateSymbolicLink(At("a"), Outside);
        }), FileItem("a/b/3"));
        Assert.Equal([ImageErrorId.DestinationLink, ImageErrorId.DestinationLink], results.Skip(1).Take(2).Select(ErrorOf));
    }

    [Fact]
    public void Force_replaces_files_and_links_but_no_directories()
    {
        File.WriteAllText(At("file"), "old");
        File.CreateSymbolicLink(At("link"), Secret);
        Directory.CreateDirectory(At("folder"));
        Assert.All(Run(null, FileItem("file"), FileItem("link"), FileItem("folder")), result => Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(result)));

        List<ExtractionResult> results = Run(new ExtractionOptions { Force = true }, FileItem("file"), FileItem("link"), FileItem("folder"));
        Assert.Equal([true, true, false], results.Select(result => result.IsWritten));
        Assert.Equal(("content", "content"), (Text("file"), Text("link")));
    }

    [Fact]
    public void A_link_to_a_directory_is_replaced_without_what_it_points_to()
    {
        Directory.CreateSymbolicLink(At("link"), Outside);
        AssertWell(Run(new ExtractionOptions { Force = true }, FileItem("link")));
        Assert.Equal("content", Text("link"));
    }

    [Fact]
    public void Names_that_differ_in_case_alone_never_overwrite()
    {
        List<ExtractionResult> results = [.. new FolderWriter(Destination, new() { Force = true }, path => new FoldingFolder(new WindowsFolder(path))).Write([FileItem("A", "first"), FileItem("a", "second")])];
        Assert.Equal(ImageErrorId.NameCollision, ErrorOf(results[1]));
        Assert.Equal("first", File.ReadAllText(Directory.EnumerateFiles(Destination).Single()));
    }

    [Fact]
    public void A_content_that_is_cut_short_leaves_no_file()
    {
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(Run(null, FileItem("file") with { Length = 1000 })[0]));
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(Run(null, FileItem("file") with { Length = long.MaxValue / 2 })[0]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void Force_keeps_the_old_file_where_the_content_ends_early()
    {
        File.WriteAllText(At("file"), "old");
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(Run(new ExtractionOptions { Force = true }, FileItem("file") with { Length = 1000 })[0]));
        Assert.Equal("old", Text("file"));
        Assert.Equal([At("file")], Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void Holes_are_zeros()
    {
        byte[] content = new byte[20_000];
        content[9000] = 1;
        AssertWell(Run(null, FileItem("file") with { Length = content.Length, IsSparse = true, Content = () => new MemoryStream(content) }));
        Assert.Equal(content, File.ReadAllBytes(At("file")));
    }

    private List<ExtractionResult> Run(ExtractionOptions? options, params ExtractionItem[] items) =>
        [.. new FolderWriter(Destination, options, path => new WindowsFolder(path)).Write(items)];
}
