using PSLayers.Errors;
using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Symbolic links: written as they are, and never written through.</summary>
public sealed class LinkTests : ExtractionTest
{
    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../../etc/passwd")]
    [InlineData("file")]
    [InlineData("nowhere/at all")]
    public void A_link_is_written_as_it_stands_wherever_it_leads(string target)
    {
        if (OperatingSystem.IsWindows())
            return;
        WriteWell(LinkItem("a/link", target), FileItem("a/file"));
        Assert.Equal(target, new FileInfo(At("a/link")).LinkTarget);
    }

    [SystemFact(Need.Linux)]
    public void A_link_keeps_its_own_time_and_leaves_the_one_of_its_target()
    {
        WriteWell(FileItem("file") with { LastWriteTime = Time.AddYears(1) }, LinkItem("link", "file"));
        Assert.Equal(Time.UtcDateTime, new FileInfo(At("link")).LastWriteTimeUtc);
        Assert.Equal(Time.AddYears(1).UtcDateTime, new FileInfo(At("file")).LastWriteTimeUtc);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_target_that_no_system_knows_is_refused(string target) => Assert.Equal(ImageErrorId.UnsafeName, ErrorOf(LinkItem("link", target)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_written_through_a_link_of_the_same_image(bool force)
    {
        List<ExtractionResult> results = Write(new ExtractionOptions { Force = force }, LinkItem("door", Outside), FileItem("door/file"), LinkItem("door/link", "x"), FolderItem("door/folder"));

        // The files come first and so make a directory; the link then finds it in its place.
        Assert.Equal(["door/file", "door/folder", "door", "door/link"], results.Select(result => result.Item.Path));
        Assert.Equal([true, true, false, true], results.Select(result => result.IsWritten));
        Assert.Equal(ImageErrorId.NameCollision, ErrorOf(results[2]));
        Assert.Equal("content", Text("door/file"));
    }

    [Fact]
    public void A_link_is_not_written_through_a_link_of_the_same_image()
    {
        if (OperatingSystem.IsWindows())
            return;
        List<ExtractionResult> results = Write(LinkItem("door", Outside), LinkItem("door/link", "x"));
        Assert.True(results[0].IsWritten);
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(results[1]));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Nothing_is_written_through_a_link_that_the_destination_has(bool force, bool inside)
    {
        // One that stays inside is not followed either: where it leads is not what the image says.
        Directory.CreateDirectory(At("elsewhere"));
        Directory.CreateSymbolicLink(At("door"), inside ? "elsewhere" : Outside);
        var options = new ExtractionOptions { Force = force };

        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(FileItem("door/file"), options));
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(FileItem("door/secret"), options));
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(FileItem("door/deep/file"), options));
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(FolderItem("door/folder"), options));
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(FolderItem("door"), options));
        Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(LinkItem("door/link", "x"), options));
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("elsewhere")));
    }

    [Fact]
    public void A_link_to_a_file_is_replaced_and_never_written_through()
    {
        File.CreateSymbolicLink(At("file"), Secret);
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("file")));
        AssertWell(Write(new ExtractionOptions { Force = true }, FileItem("file")));
        Assert.Null(new FileInfo(At("file")).LinkTarget);
        Assert.Equal("content", Text("file"));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_not_written_through()
    {
        File.CreateSymbolicLink(At("file"), Path.Join(Outside, "new"));
        Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("file")));
    }

    [SystemFact(Need.Unix)]
    public void A_directory_swapped_for_a_link_while_it_is_written_into_leads_nowhere()
    {
        List<ExtractionResult> results = Write(
            FileItem("a/b/1", whenOpened: () =>
            {
                Directory.Move(At("a"), At("moved"));
                Directory.CreateSymbolicLink(At("a"), Outside);
                Directory.CreateDirectory(At("moved/b/seen"));
            }),
            FileItem("a/b/2"));
        AssertWell(results.Take(2));
        Assert.Equal(("a", ImageErrorId.DestinationLink), (results[2].Item.Path, Assert.Single(results[2].Warnings).ErrorId));
        Assert.Equal("content", Text("moved/b/1"));
        Assert.Equal("content", Text("moved/b/2"));
    }

    [SystemFact(Need.Unix)]
    public void A_directory_swapped_for_a_link_is_not_entered_again()
    {
        int before = ModeOf(Outside);
        List<ExtractionResult> results = Write(
            FolderItem("a", mode: 0x1FF),
            FileItem("a/1"),
            FileItem("other/file", whenOpened: () => Swap("a")),
            FileItem("a/secret"),
            FileItem("a/new/file"),
            LinkItem("a/link", "x"));

        Assert.Equal([true, true, true, false, false, false, true], results.Select(result => result.IsWritten));
        Assert.All(results.Skip(3).Take(3), result => Assert.Equal(ImageErrorId.DestinationLink, ErrorOf(result)));
        // At the end the directory does not get its mode, and least of all what the link points to.
        Assert.Equal(("a", ImageErrorId.DestinationLink), (results[6].Item.Path, Assert.Single(results[6].Warnings).ErrorId));
        Assert.Equal(before, ModeOf(Outside));
    }

    [SystemFact(Need.Unix)]
    public void Another_directory_in_the_place_of_one_is_not_entered()
    {
        Directory.CreateDirectory(At("mine"));
        SetMode(At("mine"), 0x1C0);
        List<ExtractionResult> results = Write(
            FolderItem("a", mode: 0x1FF),
            FileItem("a/1"),
            FileItem("other/file", whenOpened: () =>
            {
                Directory.Move(At("a"), At("moved"));
                Directory.Move(At("mine"), At("a"));
            }),
            FileItem("a/2"));

        Assert.Equal(ImageErrorId.DestinationChanged, ErrorOf(results[3]));
        Assert.Equal(ImageErrorId.DestinationChanged, Assert.Single(results[4].Warnings).ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("a")));
        Assert.Equal(0x1C0, Mode("a"));
    }

    [SystemFact(Need.Unix)]
    public void A_file_swapped_for_a_link_while_it_is_written_gets_no_attribute_through_it()
    {
        SetMode(Secret, 0x100);
        WriteWell(FileItem("file", mode: 0x1FF) with
        {
            Content = () => new Reading(() =>
            {
                File.Move(At("file"), At("moved"));
                File.CreateSymbolicLink(At("file"), Secret);
            }, "content"u8.ToArray()),
        });
        Assert.Equal(0x100, ModeOf(Secret));
        Assert.Equal("content", Text("moved"));
        Assert.Equal(Time.UtcDateTime, File.GetLastWriteTimeUtc(At("moved")));
    }

    [Fact]
    public void The_destination_itself_may_be_reached_by_links()
    {
        Directory.CreateDirectory(At("real"));
        Directory.CreateSymbolicLink(At("alias"), "real");
        AssertWell(new FolderWriter(At("alias")).Write([FileItem("a/file")]));
        Assert.Equal("content", Text("real/a/file"));
    }

    private void Swap(string name)
    {
        Directory.Move(At(name), At(name + ".moved"));
        Directory.CreateSymbolicLink(At(name), Outside);
    }
}
