using PSLayers.Errors;
using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>What the destination already has.</summary>
public sealed class ExistingFileTests : ExtractionTest
{
    private static readonly ExtractionOptions Force = new() { Force = true };

    [Fact]
    public void A_destination_that_does_not_exist_is_made_with_its_parents()
    {
        AssertWell(new FolderWriter(At("new/folder")).Write([FileItem("file")]));
        Assert.Equal("content", Text("new/folder/file"));
    }

    [Fact]
    public void A_destination_that_is_a_file_is_said_to_be_one()
    {
        File.WriteAllText(At("file"), "old");
        ImageException error = Assert.Throws<ImageException>(() => new FolderWriter(At("file")).Write([FileItem("x")]).Count());
        Assert.Equal(ImageErrorId.DestinationExists, error.ErrorId);
    }

    [Fact]
    public void A_file_that_exists_stays_without_force()
    {
        File.WriteAllText(At("file"), "old");
        List<ExtractionResult> results = Write(FileItem("file"), FileItem("next"));
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(results[0]));
        Assert.Equal(("old", "content"), (Text("file"), Text("next")));
    }

    [SystemFact(Need.Unix)]
    public void Force_makes_a_new_file_and_does_not_write_into_the_old_one()
    {
        File.WriteAllText(At("file"), "old, and much longer");
        using FileStream old = File.OpenRead(At("file"));
        AssertWell(Write(Force, FileItem("file")));
        Assert.Equal("content", Text("file"));
        Assert.Equal("old, and much longer", new StreamReader(old).ReadToEnd());
    }

    [Fact]
    public void Force_keeps_the_old_file_where_the_content_cannot_be_opened()
    {
        File.WriteAllText(At("file"), "old");
        Assert.Equal(ImageErrorId.ReadFailed, ErrorOf(FileItem("file", whenOpened: () => throw new IOException("gone.")), Force));
        Assert.Equal("old", Text("file"));
    }

    [Fact]
    public void Force_keeps_the_old_file_where_the_content_ends_early_and_leaves_nothing_beside_it()
    {
        File.WriteAllText(At("file"), "old");
        Assert.Equal(ImageErrorId.LayerTruncated, ErrorOf(FileItem("file") with { Length = 1000 }, Force));
        Assert.Equal("old", Text("file"));
        Assert.Equal([At("file")], Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void Force_replaces_a_link_and_not_what_it_points_to()
    {
        File.CreateSymbolicLink(At("file"), Secret);
        AssertWell(Write(Force, FileItem("file")));
        Assert.Equal(("content", null), (Text("file"), new FileInfo(At("file")).LinkTarget));
        Assert.Equal([At("file")], Directory.EnumerateFileSystemEntries(Destination));
    }

    [Fact]
    public void Force_replaces_further_names_of_a_file_as_well()
    {
        File.WriteAllText(At("one"), "old");
        File.WriteAllText(At("two"), "old");
        AssertWell(Write(Force, FileItem("one") with { Inode = 1 }, FileItem("two") with { Inode = 1 }));
        Assert.Equal(("content", "content"), (Text("one"), Text("two")));
        Assert.Equal(2, Directory.EnumerateFileSystemEntries(Destination).Count());
    }

    [Fact]
    public void Force_replaces_files_by_links_and_links_by_links()
    {
        if (OperatingSystem.IsWindows())
            return;
        File.WriteAllText(At("one"), "old");
        File.CreateSymbolicLink(At("two"), Secret);
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(LinkItem("one", "target")));
        AssertWell(Write(Force, LinkItem("one", "target"), LinkItem("two", "target")));
        Assert.Equal(("target", "target"), (new FileInfo(At("one")).LinkTarget, new FileInfo(At("two")).LinkTarget));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_directory_in_the_way_of_a_file_or_link_stays(bool force)
    {
        Directory.CreateDirectory(At("name"));
        var options = new ExtractionOptions { Force = force };
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("name"), options));
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(LinkItem("name", "target"), options));
        Assert.True(Directory.Exists(At("name")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_in_the_way_of_a_directory_stays(bool force)
    {
        File.WriteAllText(At("name"), "old");
        var options = new ExtractionOptions { Force = force };
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FolderItem("name"), options));
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("name/file"), options));
        Assert.Equal("old", Text("name"));
    }

    [SystemFact(Need.Unix)]
    public void Directories_that_exist_are_merged_and_keep_their_mode()
    {
        Directory.CreateDirectory(At("a/b"));
        File.WriteAllText(At("a/b/old"), "old");
        SetMode(At("a"), 0x1C0);
        int root = ModeOf(Destination);

        AssertWell(Write(Force, FolderItem("", mode: 0x1FF), FolderItem("a", mode: 0x1FF), FolderItem("a/b"), FileItem("a/b/new"), FolderItem("a/c", mode: 0x1C0)));
        Assert.Equal(("old", "content"), (Text("a/b/old"), Text("a/b/new")));
        Assert.Equal((0x1C0, 0x1C0), (Mode("a"), Mode("a/c")));
        Assert.Equal(root, Mode(""));
    }
}
