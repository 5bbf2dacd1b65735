using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Extraction;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Modes, times, owners and extended attributes.</summary>
public sealed class AttributeTests : ExtractionTest
{
    private static readonly ExtractionOptions Owners = new() { PreserveOwnership = true };
    private static readonly ExtractionOptions NoRoot = new() { PreserveOwnership = true, IsPrivileged = false };

    [SystemFact(Need.Unix)]
    public void Files_get_the_permissions_of_the_image_whatever_the_umask_is()
    {
        WriteWell(FileItem("all", mode: 0x1FF), FileItem("none", mode: 0), FileItem("some", mode: 0x1B2));
        Assert.Equal((0x1FF, 0, 0x1B2), (Mode("all"), Mode("none"), Mode("some")));
    }

    [SystemFact(Need.Unix)]
    public void Special_bits_are_left_out()
    {
        AssertWell(Write(new ExtractionOptions(), FileItem("file", mode: 0xFED), FolderItem("folder", mode: 0xFFF)));
        Assert.Equal((0x1ED, 0x1FF), (Mode("file"), Mode("folder")));
    }

    [SystemFact(Need.Linux)]
    public void Special_bits_are_left_out_without_root_even_where_owners_are_asked_for()
    {
        var writer = new FolderWriter(Destination, NoRoot);
        AssertWell(writer.Write([FileItem("file", mode: 0xFED) with { Uid = 12345, Gid = 6789, Xattrs = Xattrs }]));
        Assert.Equal(0x1ED, Mode("file"));
        Assert.NotEqual("12345:6789", OwnerOf("file"));
        Assert.Equal([ImageErrorId.AttributeSkipped, ImageErrorId.AttributeSkipped], writer.Warnings.Select(warning => warning.ErrorId));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Root_keeps_owners_and_special_bits_when_asked()
    {
        var writer = new FolderWriter(Destination, Owners);
        AssertWell(writer.Write(
        [
            FileItem("file", mode: 0xDED) with { Uid = 12345, Gid = 6789 }, FolderItem("folder", mode: 0x3FF) with { Uid = 12345, Gid = 6789 },
            FileItem("folder/file"), LinkItem("link", "file") with { Uid = 4_294_967_294, Gid = 1 },
        ]));
        Assert.Equal((0xDED, 0x3FF), (Mode("file"), Mode("folder")));
        Assert.Equal(("12345:6789", "12345:6789", "4294967294:1"), (OwnerOf("file"), OwnerOf("folder"), OwnerOf("link")));
        Assert.Empty(writer.Warnings);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Root_keeps_no_owners_when_not_asked()
    {
        WriteWell(FileItem("file") with { Uid = 12345, Gid = 6789 });
        Assert.Equal("0:0", OwnerOf("file"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_file_whose_owner_cannot_be_set_is_not_setuid()
    {
        ExtractionResult result = Write(Owners, FileItem("file", mode: 0xDED) with { Uid = 1L << 32 })[0];
        Assert.True(result.IsWritten);
        Assert.Equal(ImageErrorId.AttributeSkipped, Assert.Single(result.Warnings).ErrorId);
        Assert.Equal(0x1ED, Mode("file"));
        Assert.Equal("0:0", OwnerOf("file"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Root_keeps_capabilities_when_asked()
    {
        AssertWell(Write(Owners, FileItem("ping", mode: 0x1ED) with { Uid = 7, Xattrs = Xattrs }));
        Assert.Equal(Xattrs["security.capability"], LinuxXattr.Read(At("ping"), "security.capability"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void An_attribute_that_the_system_refuses_is_a_warning()
    {
        ExtractionResult result = Write(Owners, FileItem("file") with { Xattrs = new Dictionary<string, byte[]> { ["no.such.namespace"] = [1], ["nul\0l"] = [] } })[0];
        Assert.Equal(2, result.Warnings.Count);
        Assert.Equal("content", Text("file"));
    }

    [Fact]
    public void Attributes_left_out_are_counted_once_for_the_run()
    {
        var writer = new FolderWriter(Destination, new ExtractionOptions());
        AssertWell(writer.Write([FileItem("a") with { Xattrs = Xattrs }, FileItem("b") with { Xattrs = Xattrs }, FileItem("c")]));
        Assert.Contains("2 entries", Assert.Single(writer.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2019-03-04T05:06:07.1234567Z")]
    [InlineData("1969-12-31T23:59:58.7654321Z")]
    [InlineData("1970-01-01T00:00:00Z")]
    [InlineData("2106-02-08T00:00:00Z")]
    public void Times_are_kept_to_the_last_digit(string text)
    {
        DateTimeOffset time = DateTimeOffset.Parse(text, null);
        WriteWell(FileItem("file") with { LastWriteTime = time }, FolderItem("folder") with { LastWriteTime = time }, FileItem("folder/file"), FolderItem("folder/sub"));
        Assert.Equal(time.UtcDateTime, File.GetLastWriteTimeUtc(At("file")));
        Assert.Equal(time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("folder")));
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public void Times_that_the_disk_does_not_know_hinder_nothing(string text)
    {
        ExtractionResult result = Write(FileItem("file") with { LastWriteTime = DateTimeOffset.Parse(text, null) })[0];
        Assert.True(result.IsWritten);
        Assert.Equal("content", Text("file"));
    }

    [Fact]
    public void A_directory_gets_its_time_although_its_content_comes_later()
    {
        WriteWell(FolderItem("a"), FileItem("a/b/c/file"), FolderItem("a/b"), LinkItem("a/b/link", "x"));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a")));
        Assert.Equal(Time.UtcDateTime, Directory.GetLastWriteTimeUtc(At("a/b")));
    }

    [SystemFact(Need.Unix)]
    public void A_parent_without_an_item_can_be_read_by_everybody()
    {
        WriteWell(FileItem("a/b/file"));
        Assert.Equal((0x1ED, 0x1ED), (Mode("a"), Mode("a/b")));
    }

    [SystemFact(Need.Unix)]
    public void A_directory_and_its_files_belong_to_their_owner_alone_while_they_are_written()
    {
        int folder = -1, file = -1;
        WriteWell(FolderItem("a", mode: 0x1FF), FileItem("a/file", mode: 0x1FF) with
        {
            Content = () => new Reading(() => (folder, file) = (Mode("a"), Mode("a/file")), "content"u8.ToArray()),
        });
        Assert.Equal((0x1C0, 0x180), (folder, file));
        Assert.Equal((0x1FF, 0x1FF), (Mode("a"), Mode("a/file")));
    }

    [SystemFact(Need.Linux)]
    public void A_read_only_directory_is_filled_by_an_ordinary_user()
    {
        List<ExtractionResult> results = [];
        AsNobody.Run(Destination, () => results = Write(
            FolderItem("a", mode: 0x16D), FolderItem("a/closed", mode: 0), FileItem("a/closed/file", mode: 0x100), FileItem("a/file"), LinkItem("a/closed/link", "x")));
        AssertWell(results);
        Assert.Equal(5, results.Count);
        Assert.Equal((0x16D, 0), (Mode("a"), Mode("a/closed")));
        SetMode(At("a/closed"), 0x1C0);
        Assert.Equal("content", Text("a/closed/file"));
    }

    [SystemFact(Need.Linux)]
    public void A_directory_of_the_destination_that_may_not_be_written_into_is_one_error_an_item()
    {
        Directory.CreateDirectory(At("locked"));
        SetMode(At("locked"), 0x16D);
        List<ExtractionResult> results = [];
        AsNobody.Run(Destination, () => results = Write(FileItem("locked/file"), FolderItem("locked/folder"), FileItem("file")));
        Assert.Equal([ImageErrorId.AccessDenied, ImageErrorId.AccessDenied], results.Take(2).Select(ErrorOf));
        Assert.True(results[2].IsWritten);
    }

    // A version 2 capability set: cap_net_raw, permitted and effective.
    private static Dictionary<string, byte[]> Xattrs => new() { ["security.capability"] = Convert.FromHexString("0100000200200000000000000000000000000000") };

    private string OwnerOf(string path) => CommandLine.RunText("stat", "-c", "%u:%g", At(path)).Trim();
}
