using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Licences of Debian's packages, which files of their own tell.</summary>
public sealed class DebianLicenseTests : PackageTest
{
    private const string Machines = "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n";

    [Theory]
    [InlineData(Machines + "\nFiles: *\nCopyright: x\nLicense: GPL-2+ or MIT\n\nFiles: b\nLicense: BSD-3-clause\n Text of it.\n License: of the text\n\nLicense: GPL-2+ or MIT\n See /usr/share/common-licenses/GPL-2\n", "GPL-2+ or MIT, BSD-3-clause")]
    [InlineData("Format-Specification: http://svn.debian.org/wsvn/dep/web/deps/dep5.mdwn\nLicense: ISC\n", "ISC")]
    [InlineData("This is Debian's.\nOn Debian see `/usr/share/common-licenses/GPL-3'.\nAnd /usr/share/common-licenses/LGPL-2.1. And /usr/share/common-licenses/GPL-3\n", "GPL-3, LGPL-2.1")]
    [InlineData("Do as you like.\nLicense: hidden\n", null)]
    [InlineData("", null)]
    public void The_file_beside_a_packages_documents_tells(string text, string? license)
    {
        ImagePackages packages = Of(Load(new TarBuilder().File(DpkgStatus, Dpkg("a 1", "b 1")).File("usr/share/doc/a/copyright", text)));

        Assert.Empty(packages.Errors);
        Assert.Equal([license, null], packages.Installed.Select(package => package.License));
    }

    [Fact]
    public void Links_between_packages_are_followed_in_the_view()
    {
        TarBuilder layer = new TarBuilder().File(DpkgStatus, Dpkg("base 1", "dev 1", "dev2 1", "gone 1", "round 1"))
            .File("usr/share/doc/base/copyright", Machines + "License: MIT\n").Symlink("usr/share/doc/dev", "base").Symlink("usr/share/doc/dev2/copyright", "/usr/share/doc/dev/copyright")
            .File("usr/share/doc/gone/copyright", Machines + "License: ISC\n").Symlink("usr/share/doc/round", "round");

        Assert.Equal(["MIT", "MIT", "MIT", null, null],
            Of(Load(layer, new TarBuilder().Whiteout("usr/share/doc/gone"))).Installed.Select(package => package.License));
    }

    [Fact]
    public void A_licence_of_an_older_view_is_that_of_its_file_then()
    {
        var image = Load(
            new TarBuilder().File(DpkgStatus, Dpkg("a 1")).File("usr/share/doc/a/copyright", Machines + "License: MIT\n"),
            new TarBuilder().File("usr/share/doc/a/copyright", Machines + "License: ISC\n"));

        Assert.Equal("MIT", Assert.Single(Of(image, 0).Installed).License);
        Assert.Equal("ISC", Assert.Single(Of(image, 1).Installed).License);
    }

    [Fact]
    public void So_many_names_are_kept_as_a_text_may_have()
    {
        string text = Machines + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"License: L-{i}\n"));

        string license = Assert.Single(Of(Load(new TarBuilder().File(DpkgStatus, Dpkg("a 1")).File("usr/share/doc/a/copyright", text))).Installed).License!;

        Assert.StartsWith("L-0, L-1, ", license, StringComparison.Ordinal);
        Assert.InRange(license.Length, 4000, ReadLimits.Default.PackageField);
    }
}
