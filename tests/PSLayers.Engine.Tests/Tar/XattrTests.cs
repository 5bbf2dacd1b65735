using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Tar;

public sealed class XattrTests
{
    // A version 2 capability with cap_net_raw+ep and, as some have, newline bytes in it.
    private static readonly byte[] Capability = [1, 0, 0, 2, 0x0A, 0x20, 0, 0, 0x0A, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0x3D, 0x0A, 0];

    [Fact]
    public void Binary_values_are_kept_byte_for_byte()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Pax(new PaxRecords().Xattr("security.capability", Capability).Add("mtime", "5").Xattr("user.empty", [])).File("ping", "x")
            .File("next"));
        Assert.Equal(["security.capability", "user.empty"], entries[0].Xattrs!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Capability, entries[0].Xattrs!["security.capability"]);
        Assert.Empty(entries[0].Xattrs!["user.empty"]);
        Assert.Equal(5, entries[0].LastWriteTime.ToUnixTimeSeconds());
        Assert.Null(entries[1].Xattrs);
    }

    [Fact]
    public void Libarchives_form_alone_is_not_read_as_engines_do_not() =>
        Assert.Null(Indexed.Single(new TarBuilder().Pax(new PaxRecords().LibarchiveXattr("security.capability", Capability)).File("f")).Xattrs);

    [Fact]
    public void Names_may_have_any_characters()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(new PaxRecords().Xattr("user.Ä b\nc", [1])).File("f"));
        Assert.Equal("user.Ä b␊c", Assert.Single(entry.Xattrs!).Key);
    }

    [Fact]
    public void Attributes_of_Windows_layers_do_no_harm()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(new PaxRecords().Windows(32, Capability, "132000000.5")).File("Files/a"));
        Assert.Equal("/Files/a", entry.InnerPath);
        Assert.Null(entry.Xattrs);
    }

    [Fact]
    public void Every_entry_type_may_have_attributes()
    {
        var xattrs = new Dictionary<string, byte[]> { ["security.selinux"] = "label"u8.ToArray() };
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().Directory("d", xattrs: xattrs)
            .Entry(new TarEntrySpec { Path = "s", TypeFlag = (byte)'2', Target = "t", Xattrs = xattrs })
            .Entry(new TarEntrySpec { Path = "c", TypeFlag = (byte)'3', Major = 1, Minor = 5, Xattrs = xattrs }));
        Assert.All(entries, entry => Assert.Equal("label"u8.ToArray(), entry.Xattrs!["security.selinux"]));
        Assert.Equal((1, 5), (entries[2].DeviceMajor, entries[2].DeviceMinor));
    }
}
