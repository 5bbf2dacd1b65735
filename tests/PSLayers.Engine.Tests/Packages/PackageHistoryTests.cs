using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Which layer brought a package, and what layers did to it.</summary>
public sealed class PackageHistoryTests : PackageTest
{
    [Fact]
    public void The_layer_that_brought_the_version_counts_whoever_wrote_the_database_since()
    {
        LayeredImage image = Dpkgs(Dpkg("a 1", "b 1"), Dpkg("a 1", "b 2"), Dpkg("a 1", "b 2", "c 1"));

        Assert.Equal(["a 1 0", "b 2 1", "c 1 2"], Installed(image));
        Assert.Equal(["a 1 0", "b 1 0"], Installed(image, 0));
    }

    [Fact]
    public void Each_layer_tells_what_it_did()
    {
        LayeredImage image = Dpkgs(Dpkg("a 1", "b 2"), Dpkg("a 2", "b 1"), Dpkg("b 1", "c 1"), Dpkg("a 1", "b 1", "c 1"));

        Assert.Equal(
            ["0 Added a 1", "0 Added b 2", "1 Upgraded a 2", "1 Downgraded b 1", "2 Removed a ", "2 Added c 1", "3 Added a 1"],
            Changes(image));
        Assert.Equal("a 1 3", Installed(image)[0]);
    }

    [Fact]
    public void A_package_that_is_installed_anew_keeps_its_layer_and_is_told()
    {
        const string List = "var/lib/dpkg/info/a.list";
        LayeredImage image = Load(
            new TarBuilder().File(DpkgStatus, Dpkg("a 1", "b 1")).File(List, "/a\n"),
            new TarBuilder().File(DpkgStatus, Dpkg("a 1", "b 1") + "\n").File(List, "/a\n"));

        Assert.Equal(["0 Added a 1", "0 Added b 1", "1 Reinstalled a 1"], Changes(image));
        Assert.Equal(["a 1 0", "b 1 0"], Installed(image));
    }

    [Theory]
    [InlineData("not-installed")]
    [InlineData("config-files")]
    public void What_has_no_files_is_not_installed(string state)
    {
        LayeredImage image = Dpkgs(Dpkg("a 1"), Dpkg($"a 1 {state}"));

        Assert.Equal(["0 Added a 1", "1 Removed a "], Changes(image));
    }

    [Fact]
    public void What_was_half_installed_has_files() => Assert.Equal(["a 1 0"], Installed(Dpkgs(Dpkg("a 1 half-installed"))));

    [Fact]
    public void Several_versions_of_one_name_are_paired_by_version()
    {
        LayeredImage image = Dpkgs(Dpkg("k 1", "k 2"), Dpkg("k 2", "k 3"));

        Assert.Equal(["0 Added k 1", "0 Added k 2", "1 Upgraded k 3"], Changes(image));
        Assert.Equal(["k 2 0", "k 3 1"], Installed(image));
    }

    [Fact]
    public void A_database_that_a_layer_removes_is_told_and_the_packages_stay()
    {
        LayeredImage image = Dpkgs(Dpkg("a 1"), Dpkg("a 2"), null);

        ImagePackages packages = Of(image);

        Assert.Equal(["a 2 1"], Installed(image));
        ImageWarning warning = Assert.Single(packages.Warnings);
        Assert.Equal(ImageErrorId.PackageDatabaseRemoved, warning.ErrorId);
        Assert.Contains("layer 2 removes", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_comes_back_is_compared_with_what_was_there_before()
    {
        LayeredImage image = Dpkgs(Dpkg("a 1", "b 1"), null, Dpkg("a 1", "b 2"));

        Assert.Equal(["0 Added a 1", "0 Added b 1", "2 Upgraded b 2"], Changes(image));
        Assert.Empty(Of(image).Warnings);
    }

    [Fact]
    public void A_directory_that_is_replaced_takes_its_packages_with_it()
    {
        LayeredImage image = Load(
            new TarBuilder().File("app/node_modules/x/package.json", """{"name":"x","version":"1.0.0"}""").File("app/node_modules/y/package.json", """{"name":"y","version":"1.0.0"}"""),
            new TarBuilder().Opaque("app/node_modules").File("app/node_modules/x/package.json", """{"name":"x","version":"1.1.0"}"""));

        Assert.Equal(["0 Added x 1.0.0", "0 Added y 1.0.0", "1 Upgraded x 1.1.0", "1 Removed y "], Changes(image));
    }

    [Fact]
    public void A_database_moved_to_another_place_is_the_same_one()
    {
        LayeredImage image = Load(
            new TarBuilder().File("lib/apk/db/installed", "P:a\nV:1-r0\n\n"),
            new TarBuilder().Whiteout("lib/apk/db/installed").File("usr/lib/apk/db/installed", "P:a\nV:1-r0\n\n"));

        Assert.Equal(["0 Added a 1-r0"], Changes(image));
    }

    [Fact]
    public void A_layer_named_many_times_is_read_once_and_changes_nothing()
    {
        byte[] tar = new TarBuilder().File(DpkgStatus, Dpkg("a 1")).Build();
        LayeredImage image = Load(Packing.None, [tar, tar, tar]);

        Assert.Equal(["0 Added a 1"], Changes(image));
    }

    [ToolFact("dpkg-query")]
    public void Dpkg_tells_the_same_packages()
    {
        string status = Dpkg("libc6 2.36-9+deb12u8", "zlib1g 1:1.2.13.dfsg-1", "half 1 half-installed", "gone 2 config-files", "never 3 not-installed", "unpacked 4 unpacked");
        Folder.Write("dpkg/status", System.Text.Encoding.UTF8.GetBytes(status));
        string admin = System.IO.Path.Join(Folder.Root, "dpkg");

        string[] known = System.Text.Encoding.UTF8.GetString(CommandLine.Run("dpkg-query", "--admindir=" + admin, "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            known.Where(line => !line.EndsWith(" config-files", StringComparison.Ordinal) && !line.EndsWith(" not-installed", StringComparison.Ordinal)).Select(line => line[..line.LastIndexOf(' ')]).Order(StringComparer.Ordinal),
            Of(Dpkgs(status)).Installed.Select(package => $"{package.Name} {package.Version}").Order(StringComparer.Ordinal));
    }
}
