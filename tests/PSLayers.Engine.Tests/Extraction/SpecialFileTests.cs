using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Device nodes, named pipes, and entries that no disk has.</summary>
public sealed class SpecialFileTests : ExtractionTest
{
    private static readonly ExtractionOptions Special = new() { IncludeSpecial = true, PreserveOwnership = true };

    public static TheoryData<EntryType> Types => [EntryType.CharacterDevice, EntryType.BlockDevice, EntryType.Fifo];

    [Theory]
    [MemberData(nameof(Types))]
    public void They_are_skipped_with_a_warning_unless_asked_for(EntryType type)
    {
        AssertSkipped(Write(new ExtractionOptions { IsPrivileged = true }, Item("special", type)));
        AssertSkipped(Write(new ExtractionOptions { IsPrivileged = false, IncludeSpecial = true }, Item("special", type)));
    }

    [Theory]
    [InlineData(EntryType.Whiteout)]
    [InlineData(EntryType.OpaqueWhiteout)]
    [InlineData(EntryType.Other)]
    public void What_is_no_file_is_skipped_with_a_warning(EntryType type) =>
        AssertSkipped(Write(new ExtractionOptions { IsPrivileged = true, IncludeSpecial = true }, Item("special", type)));

    [SystemFact(Need.LinuxRoot)]
    public void Root_makes_them_when_asked()
    {
        AssertWell(Write(Special, Item("null", EntryType.CharacterDevice) with { DeviceMajor = 1, DeviceMinor = 3 },
            Item("large", EntryType.BlockDevice) with { DeviceMajor = 4095, DeviceMinor = 1_048_575 }, Item("pipe", EntryType.Fifo) with { Uid = 12345, Gid = 6789 }));
        Assert.Equal("character special file 1 3 666 0:0", Stat("null"));
        Assert.Equal("block special file fff fffff 666 0:0", Stat("large"));
        Assert.Equal("fifo 0 0 666 12345:6789", Stat("pipe"));
        Assert.Equal(Time.UtcDateTime, new FileInfo(At("pipe")).LastWriteTimeUtc);
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_device_number_that_the_system_does_not_have_is_an_error() =>
        Assert.Equal(ImageErrorId.WriteFailed, ErrorOf(Item("device", EntryType.BlockDevice) with { DeviceMajor = 1L << 40 }, Special));

    [ToolFact("mkfifo")]
    public async Task A_pipe_in_the_way_is_never_opened()
    {
        CommandLine.Run("mkfifo", At("pipe"));
        // Whoever opens a pipe that nobody reads from waits for ever.
        await Task.Run(() =>
        {
            Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("pipe")));
            Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FileItem("pipe/file")));
            Assert.Equal(ImageErrorId.DestinationExists, ErrorOf(FolderItem("pipe")));
            AssertWell(Write(new ExtractionOptions { Force = true }, FileItem("pipe")));
        }).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("content", Text("pipe"));
    }

    private void AssertSkipped(List<ExtractionResult> results)
    {
        ExtractionResult result = Assert.Single(results);
        Assert.False(result.IsWritten);
        Assert.Null(result.Error);
        Assert.Equal(ImageErrorId.SpecialFileSkipped, Assert.Single(result.Warnings).ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Destination));
    }

    private static ExtractionItem Item(string path, EntryType type) => new() { Path = path, Type = type, Mode = 0x1B6, LastWriteTime = Time };

    private string Stat(string path) => CommandLine.RunText("stat", "-c", "%F %t %T %a %u:%g", At(path)).Trim();
}
