using PSLayers.Packages;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Package URLs as the specification wants them.</summary>
public sealed class PackageUrlTests
{
    [Theory]
    [InlineData("deb", "Debian", "Lib", "1.0+x", "pkg:deb/debian/lib@1.0%2Bx")]
    [InlineData("npm", "@Scope", "Name", "1", "pkg:npm/%40Scope/Name@1")]
    [InlineData("golang", "github.com/A/B", "c d", "v1", "pkg:golang/github.com/a/b/c%20d@v1")]
    [InlineData("pypi", null, "A_B", null, "pkg:pypi/a-b")]
    [InlineData("generic", null, "é/x", "1:2", "pkg:generic/%C3%A9%2Fx@1:2")]
    public void Each_is_written_in_one_way(string type, string? space, string name, string? version, string expected) =>
        Assert.Equal(expected, new PackageUrl(type, space, name, version).ToString());

    [Fact]
    public void Qualifiers_stand_in_the_order_of_their_keys_and_empty_ones_do_not() => Assert.Equal(
        "pkg:rpm/fedora/a@1?arch=x86_64&epoch=2",
        new PackageUrl("rpm", "fedora", "a", "1") { Qualifiers = [("epoch", "2"), ("Arch", "x86_64"), ("distro", null), ("upstream", "")] }.ToString());
}
