using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Overlays;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>What stands in an upper folder is read as overlayfs means it.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpperFactsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [SystemFact(Need.LinuxRoot)]
    public void A_character_device_without_a_number_is_a_whiteout_and_others_are_devices()
    {
        using SafeFileHandle folder = Open();
        Assert.Equal(0, Libc.MakeNodeAt(folder, "gone\0"u8, 0x2000, 0));
        Assert.Equal(0, Libc.MakeNodeAt(folder, "null\0"u8, 0x2000 | 0x1B6, (1 << 8) | 3));

        Assert.Equal(EntryType.Whiteout, UpperFacts.Read(folder, "gone\0"u8)!.Type);
        Assert.True(UpperFacts.Read(folder, "null\0"u8) is { Type: EntryType.CharacterDevice, DeviceMajor: 1, DeviceMinor: 3 });
        Assert.Null(UpperFacts.Read(folder, "nothing\0"u8));
    }

    [SystemFact(Need.LinuxRoot)]
    public void An_empty_file_with_the_mark_is_a_whiteout_too()
    {
        _folder.Write("gone", []);
        _folder.Write("there", []);
        using SafeFileHandle folder = Open();
        Assert.True(UpperXattrs.TrySet(folder, "gone\0"u8, "trusted.overlay.whiteout", "y"u8));

        Assert.Equal(EntryType.Whiteout, UpperFacts.Read(folder, "gone\0"u8)!.Type);
        Assert.Equal(EntryType.File, UpperFacts.Read(folder, "there\0"u8)!.Type);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Marks_of_directories_are_read_by_both_names_and_are_no_attributes_of_the_image()
    {
        foreach (string name in new[] { "trusted", "user", "plain", "moved" })
            _folder.Folder(name);
        using SafeFileHandle folder = Open();
        Assert.True(UpperXattrs.TrySet(folder, "trusted\0"u8, "trusted.overlay.opaque", "y"u8));
        Assert.True(UpperXattrs.TrySet(folder, "user\0"u8, "user.overlay.opaque", "y"u8));
        Assert.True(UpperXattrs.TrySet(folder, "user\0"u8, "user.own", "1"u8));
        Assert.True(UpperXattrs.TrySet(folder, "plain\0"u8, "trusted.overlay.opaque", "x"u8));
        Assert.True(UpperXattrs.TrySet(folder, "moved\0"u8, "trusted.overlay.redirect", "/elsewhere"u8));

        Assert.True(UpperFacts.Read(folder, "trusted\0"u8, withXattrs: true) is { IsOpaque: true, Xattrs: null });
        UpperFacts user = UpperFacts.Read(folder, "user\0"u8, withXattrs: true)!;
        Assert.True(user.IsOpaque);
        Assert.Equal(["user.own"], user.Xattrs!.Keys);
        Assert.False(UpperFacts.Read(folder, "plain\0"u8)!.IsOpaque);
        Assert.Equal("redirect", UpperFacts.Read(folder, "moved\0"u8)!.Foreign);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Owner_and_mode_of_the_image_count_where_they_are_stated()
    {
        _folder.Write("file", "abc"u8.ToArray());
        _folder.Write("odd", []);
        using SafeFileHandle folder = Open();
        Assert.True(UpperXattrs.TrySet(folder, "file\0"u8, OverrideStat.Attribute, new OverrideStat(33, 44, 0x9ED).ToBytes()));
        Assert.True(UpperXattrs.TrySet(folder, "odd\0"u8, OverrideStat.Attribute, "0:0:089"u8));

        Assert.True(UpperFacts.Read(folder, "file\0"u8, withXattrs: true) is { Uid: 33, Gid: 44, Mode: 0x9ED, Size: 3, Xattrs: null });
        Assert.True(UpperFacts.Read(folder, "odd\0"u8) is { Uid: 0, Mode: not 0 });
    }

    [SystemFact(Need.LinuxRoot)]
    public void Times_have_nanoseconds_and_links_are_not_followed()
    {
        string file = _folder.Write("file", []);
        File.CreateSymbolicLink(Path.Join(_folder.Root, "link"), file);
        using SafeFileHandle folder = Open();
        Assert.Equal(0, Libc.SetTimesAt(folder, "file\0"u8, new UnixTimes(new DateTimeOffset(1960, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(5), 42), 0));

        UpperFacts facts = UpperFacts.Read(folder, "file\0"u8)!;
        Assert.Equal((new DateTime(1960, 1, 1) - DateTime.UnixEpoch).Ticks + 5, facts.Time);
        Assert.Equal(42, facts.Nanoseconds);
        Assert.Equal(file, Encoding.UTF8.GetString(UpperFacts.Read(folder, "link\0"u8)!.LinkTarget));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Names_come_in_the_order_of_their_bytes()
    {
        foreach (string name in new[] { "b", "a", "Z", "é" })
            _folder.Write(name, []);
        using SafeFileHandle folder = Open();

        Assert.Equal(["Z", "a", "b", "é"], UpperNames.Read(folder, 4).Select(name => Encoding.UTF8.GetString(name)));
        Assert.Equal(PSLayers.Errors.ImageErrorId.CountLimit, Assert.Throws<PSLayers.Errors.ImageException>(() => UpperNames.Read(folder, 3)).ErrorId);
    }

    public void Dispose() => _folder.Dispose();

    private SafeFileHandle Open() => new(Libc.Open(UnixName.OfHost(_folder.Root), UnixConstants.OpenRootFolder), ownsHandle: true);
}
