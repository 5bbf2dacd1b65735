using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>What each kind of database says.</summary>
public sealed class PackageDatabaseTests : PackageTest
{
    [Fact]
    public void Dpkg_tells_sizes_and_sources()
    {
        ImagePackage package = One(new TarBuilder()
            .File("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
            .File(DpkgStatus, "Package: libssl3\nStatus: install ok installed\nInstalled-Size: 5000\nArchitecture: arm64\nSource: openssl (3.0.11-1)\nVersion: 1:3.0.11-1~deb12u2+b1\n"));

        Assert.Equal(("libssl3", "1:3.0.11-1~deb12u2+b1", "arm64", "deb", 5_120_000L, "openssl", "/var/lib/dpkg/status"),
            (package.Name, package.Version, package.Architecture, package.Type, package.Size!.Value, package.SourceName, package.InnerPath));
        Assert.Equal("pkg:deb/debian/libssl3@1:3.0.11-1~deb12u2%2Bb1?arch=arm64&distro=debian-12&upstream=openssl%403.0.11-1", package.Purl);
    }

    [Fact]
    public void Images_without_a_package_manager_have_a_file_for_each_package()
    {
        LayeredImage image = Load(
            new TarBuilder().File("var/lib/dpkg/status.d/base", "Package: base-files\nVersion: 12.4\nArchitecture: amd64\n").File("var/lib/dpkg/status.d/base.md5sums", "0 etc/x\n"),
            new TarBuilder().File("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a\nArchitecture: all"));

        Assert.Equal(["base-files 12.4 0", "tzdata 2024a 1"], Installed(image));
    }

    [Fact]
    public void Apk()
    {
        ImagePackage package = One(new TarBuilder().File("lib/apk/db/installed",
            "C:Q1abc=\nP:libcrypto3\nV:3.3.1-r0\nA:x86_64\nS:1\nI:4096\nT:Crypto: a library\nU:x\nL:Apache-2.0\no:openssl\nm:A <a@b>\nF:usr\nF:usr/lib\nR:libcrypto.so.3\na:0:0:755\nZ:Q1x=\n\n"));

        Assert.Equal(("libcrypto3", "3.3.1-r0", "x86_64", "Apache-2.0", 4096L, "openssl"),
            (package.Name, package.Version, package.Architecture, package.License, package.Size!.Value, package.SourceName));
        Assert.Equal("pkg:apk/alpine/libcrypto3@3.3.1-r0?arch=x86_64&upstream=openssl", package.Purl);
    }

    [Theory]
    [InlineData("usr/lib/python3/dist-packages/Foo_Bar-1.2.dist-info/METADATA")]
    [InlineData("usr/lib/python3/dist-packages/Foo_Bar.egg-info/PKG-INFO")]
    [InlineData("usr/lib/python3/dist-packages/Foo_Bar-1.2.egg-info")]
    public void Python(string path)
    {
        ImagePackage package = One(new TarBuilder().File(path, "Metadata-Version: 2.1\r\nName: Foo_Bar\r\nVersion: 1.2\r\nLicense: MIT\r\n\r\nName: of the description\r\n"));

        Assert.Equal(("Foo_Bar", "1.2", "MIT", "pkg:pypi/foo-bar@1.2"), (package.Name, package.Version, package.License, package.Purl));
    }

    [Fact]
    public void A_newer_python_package_is_an_upgrade_though_its_folder_has_another_name()
    {
        LayeredImage image = Load(
            new TarBuilder().File("lib/a-1.0.dist-info/METADATA", "Name: a\nVersion: 1.0\n"),
            new TarBuilder().Whiteout("lib/a-1.0.dist-info").File("lib/a-1.1.dist-info/METADATA", "Name: a\nVersion: 1.1\n"));

        Assert.Equal(["0 Added a 1.0", "1 Upgraded a 1.1"], Changes(image));
    }

    [Theory]
    [InlineData("app/node_modules/left-pad/package.json", """{"name":"left-pad","version":"1.3.0","license":"WTFPL"}""", "left-pad", "WTFPL", "pkg:npm/left-pad@1.3.0")]
    [InlineData("app/node_modules/@a/b/package.json", """{"name":"@a/b","version":"1.0.0","license":{"type":"MIT"}}""", "@a/b", "MIT", "pkg:npm/%40a/b@1.0.0")]
    [InlineData("app/node_modules/x/package.json", "\uFEFF{\"name\":\"x\",\"version\":\"1.0.0\",\"license\":[1]}", "x", null, "pkg:npm/x@1.0.0")]
    public void Node(string path, string json, string name, string? license, string purl)
    {
        ImagePackage package = One(new TarBuilder().File(path, json));

        Assert.Equal((name, license, purl), (package.Name, package.License, package.Purl));
    }

    [Theory]
    [InlineData("app/package.json")]
    [InlineData("app/node_modules/x/lib/package.json")]
    [InlineData("app/node_modules/package.json")]
    public void Other_files_of_node_are_no_installed_packages(string path) =>
        Assert.Empty(Installed(Load(new TarBuilder().File(path, """{"name":"x","version":"1.0.0"}"""))));

    [Fact]
    public void Names_are_safe_to_show()
    {
        ImagePackage package = One(new TarBuilder().File(DpkgStatus, "Package: a\u001b[2Jb\u202e\nVersion: 1\u0007\n"));

        Assert.DoesNotContain(package.Name + package.Version + package.Purl, c => char.IsControl(c) || c == '\u202e');
    }

    [Theory]
    [InlineData("app/node_modules/x/package.json", "{")]
    [InlineData("lib/x-1.dist-info/METADATA", "Name: x\n")]
    public void A_broken_file_is_an_error_and_the_others_are_read(string path, string content)
    {
        LayeredImage image = Load(new TarBuilder().File(path, content).File(DpkgStatus, Dpkg("a 1")));

        Assert.Equal(["a 1 0"], Installed(image));
        ImageException error = Assert.Single(Of(image).Errors);
        Assert.Equal((ImageErrorId.DocumentInvalid, "/" + path), (error.ErrorId, error.Member));
    }

    [Theory]
    [InlineData("""{"name":"\ud800","version":"1"}""")]
    [InlineData("""{"name":5,"version":[]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_no_package_says_is_none(string json)
    {
        LayeredImage image = Load(new TarBuilder().File("node_modules/x/package.json", json));

        Assert.Empty(Installed(image));
        Assert.Empty(Of(image).Errors);
    }

    [Fact]
    public void A_list_that_is_too_large_is_told_and_not_read()
    {
        LayeredImage image = With(new ReadLimits { PackageFile = 1000 }, new TarBuilder().File(DpkgStatus, Dpkg([.. Enumerable.Range(0, 100).Select(i => $"a{i} 1")])));

        ImageException error = Assert.Single(Of(image).Errors);
        Assert.Equal(ImageErrorId.ContentTooLarge, error.ErrorId);
        Assert.Contains("limit PackageFile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_packages_are_told_and_the_first_are_shown()
    {
        var limits = new ReadLimits { Packages = 150 };
        LayeredImage image = With(limits,
            new TarBuilder().File(DpkgStatus, Dpkg([.. Enumerable.Range(0, 100).Select(i => $"a{i} 1")])),
            new TarBuilder().File(DpkgStatus, Dpkg([.. Enumerable.Range(0, 100).Select(i => $"a{i} 2")])));

        ImagePackages packages = Of(image);

        Assert.InRange(packages.Installed.Count(), 50, 100);
        Assert.Contains(packages.Errors.Select(error => error.Message).Concat(packages.Warnings.Select(warning => warning.Message)), text => text.Contains("limit Packages", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DpkgStatus, "Package: a\nVersion: {0}\n\nPackage: b\nVersion: 1\n", "b 1 0")]
    [InlineData("node_modules/x/package.json", "{{\"name\":\"{0}\",\"version\":\"1\"}}", "")]
    [InlineData("x-1.dist-info/METADATA", "Name: {0}\nVersion: 1\n", "")]
    public void A_text_that_is_too_long_is_told_and_its_package_left_out(string path, string content, string installed)
    {
        LayeredImage image = Load(new TarBuilder().File(path, string.Format(null, content, new string('x', 5000))));

        Assert.Equal(installed, string.Join(',', Installed(image)));
        Assert.Contains(Of(image).Errors, error => error.Message.Contains("limit PackageField", StringComparison.Ordinal));
    }

    [Fact]
    public void All_lists_together_have_a_limit()
    {
        var limits = new ReadLimits { PackageTotal = 150 };
        LayeredImage image = With(limits, new TarBuilder().File("var/lib/dpkg/status.d/a", Dpkg("a 1")).File("var/lib/dpkg/status.d/b", Dpkg("b 1")));

        Assert.Single(Of(image).Installed);
        Assert.Contains("limit PackageTotal", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_texts_of_all_packages_have_a_limit()
    {
        LayeredImage image = With(new ReadLimits { PackageText = 30 }, new TarBuilder().File(DpkgStatus, Dpkg("a 1", "b 1", "c 1", "d 1", "e 1", "f 1")));

        Assert.Equal(4, Of(image).Installed.Count());
        Assert.Contains("limit PackageText", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    private ImagePackage One(TarBuilder layer)
    {
        ImagePackages packages = Of(Load(layer));
        Assert.Empty(packages.Errors);
        return Assert.Single(packages.Installed);
    }
}
