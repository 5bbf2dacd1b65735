using PSLayers.Fixtures;
using PSLayers.Tar;

namespace PSLayers.Images;

public sealed class FileCapabilitiesTests
{
    [Theory]
    [InlineData("0100000200200000000000000000000000000000", "cap_net_raw=ep")]
    [InlineData("0000000200240000000000000000000000000000", "cap_net_bind_service,cap_net_raw=p")]
    [InlineData("010000020020000000100000000000000000000000", null)]
    [InlineData("0100000200200000001000000000000000000000", "cap_net_raw=ep cap_net_admin=ei")]
    [InlineData("0000000200200000002000000000000000000000", "cap_net_raw=ip")]
    [InlineData("0100000200000000000000008000000000000000", "cap_bpf=ep")]
    [InlineData("0100000200000000000000000000008000000000", "cap_63=ep")]
    [InlineData("0100000200000000000000000000000000000080", "cap_63=ei")]
    [InlineData("010000010020000000000000", "cap_net_raw=ep")]
    [InlineData("0100000300200000000000000000000000000000E8030000", "cap_net_raw=ep [rootid=1000]")]
    [InlineData("0000000200000000000000000000000000000000", "=")]
    [InlineData("0100000900200000000000000000000000000000", null)]
    [InlineData("01", null)]
    [InlineData("", null)]
    public void Capabilities_read_as_getcap_writes_them(string value, string? shown) => Assert.Equal(shown, FileCapabilities.Format(Convert.FromHexString(value)));

    [Fact]
    public void An_entry_tells_them()
    {
        byte[] value = Convert.FromHexString("0100000200200000000000000000000000000000");
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(new PaxRecords().Xattr("security.capability", value)).File("bin/ping"));
        Assert.Equal("cap_net_raw=ep", entry.Capabilities);
        Assert.Null(Indexed.Single(new TarBuilder().File("bin/ls")).Capabilities);
        Assert.Equal("0:0", entry.Owner);
    }
}
