using PSLayers.Packages;
using PSLayers.Sbom;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What a package was built from, and in which parts its name is given.</summary>
public sealed class SbomComponentTests
{
    [Theory]
    [InlineData("deb", "1.0-2", "pkg:deb/debian/a@1.0-2", "a", null, "1.0", "2")]
    [InlineData("deb", "1.0-2", "pkg:deb/debian/a@1.0-2?upstream=b", "b", null, "1.0", "2")]
    [InlineData("deb", "1.0-2", "pkg:deb/debian/a@1.0-2?upstream=b%403:4-5-6", "b", "3", "4-5", "6")]
    [InlineData("deb", "1.0", "pkg:deb/debian/a@1.0", "a", null, "1.0", null)]
    [InlineData("apk", "1.0-r2", "pkg:apk/alpine/a@1.0-r2?upstream=b", "b", null, "1.0-r2", null)]
    [InlineData("rpm", "1.0-2.el9", "pkg:rpm/fedora/a@1.0-2.el9?upstream=b-lib-3-4.src.rpm", "b-lib", null, "3", "4")]
    [InlineData("rpm", "7:1.0-2.el9", "pkg:rpm/fedora/a@1.0-2.el9?epoch=7&upstream=odd.src.rpm", "odd.src.rpm", "7", "1.0", "2.el9")]
    public void The_source_of_a_systems_package_is_given_in_parts(string type, string version, string purl, string name, string? epoch, string upstream, string? release)
    {
        var component = new SbomComponent(new ImagePackage { Name = "a", Type = type, Version = version, Purl = purl }, null);

        Assert.Equal((name, epoch, upstream, release), (component.SourceName, component.SourceEpoch, component.SourceUpstream, component.SourceRelease));
    }

    [Theory]
    [InlineData("npm", "@scope/a", "@scope", "a")]
    [InlineData("npm", "a", null, "a")]
    [InlineData("maven", "org.x/a", "org.x", "a")]
    [InlineData("golang", "example.org/x/a", null, "example.org/x/a")]
    [InlineData("npm", "/", null, "/")]
    public void Some_kinds_have_names_of_two_parts(string type, string name, string? group, string last)
    {
        var component = new SbomComponent(new ImagePackage { Name = name, Type = type }, null);

        Assert.Equal((group, last, null), (component.Group, component.Name, component.SourceName));
    }
}
