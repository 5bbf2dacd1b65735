using PSLayers.Bytes;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages;

/// <summary>Packages of a language that the system's brought, and what is still stored of packages that are gone.</summary>
public sealed class OwnedPackageTests : PackageTest
{
    private const string Metadata = "usr/lib/python3/dist-packages/six-1.16.0.egg-info";

    [Fact]
    public void A_package_of_a_language_that_one_of_the_system_brought_is_told_of_only_when_it_is_asked_for()
    {
        LayeredImage image = Load(
            new TarBuilder().File(DpkgStatus, Dpkg("python3-six 1.16.0-4")).File("var/lib/dpkg/info/python3-six.list", $"/.\n/{Metadata}\n").File(Metadata, "Name: six\nVersion: 1.16.0\n"),
            new TarBuilder().File("usr/local/lib/six-1.17.0.dist-info/METADATA", "Name: six\nVersion: 1.17.0\n"));

        Assert.Equal(["python3-six 1.16.0-4 0", "six 1.17.0 1"], Installed(image));
        Assert.Equal(["0 Added python3-six 1.16.0-4", "1 Added six 1.17.0"], Changes(image));
        ImagePackages all = ImagePackages.Of(image, image.Tree.TopView, ["pypi"], new ReadMeter(), includesOwned: true);
        Assert.Equal(["1.16.0 python3-six", "1.17.0 "], all.Installed.Select(package => $"{package.Version} {package.OwnedBy}"));
    }

    [Fact]
    public void What_the_system_no_longer_owns_is_there_by_itself()
    {
        LayeredImage image = Load(
            new TarBuilder().File(DpkgStatus, Dpkg("python3-six 1")).File("var/lib/dpkg/info/python3-six.list", $"/{Metadata}\n").File(Metadata, "Name: six\nVersion: 1.16.0\n"),
            new TarBuilder().File(DpkgStatus, Dpkg("other 1")).Whiteout("var/lib/dpkg/info/python3-six.list"));

        Assert.Equal(["other 1 1", "six 1.16.0 0"], Installed(image));
        Assert.Equal(["python3-six 1 0"], Installed(image, 0));
    }

    [Fact]
    public void Bytes_of_a_removed_package_that_are_still_stored_are_told()
    {
        LayeredImage image = Load(
            new TarBuilder().File(DpkgStatus, Dpkg("gone 1", "kept 1")).File("var/lib/dpkg/info/gone.list", "/.\n/usr\n/usr/a\n/usr/b\n/usr/a\n/usr/link\n/usr/none\n").File("var/lib/dpkg/info/kept.list", "/usr/k\n")
                .File("usr/a", "12345").File("usr/b", "123").File("usr/k", "1").Symlink("usr/link", "a").HardLink("usr/other", "usr/b"),
            new TarBuilder().File(DpkgStatus, Dpkg("kept 1")).Whiteout("usr/a").Whiteout("usr/b").Whiteout("var/lib/dpkg/info/gone.list"));

        PackageChange removed = Assert.Single(Of(image).Changes(new ReadMeter()), change => change.Change == PackageChangeKind.Removed);

        // What another name still shows is not hidden.
        Assert.Equal((5L, 0, 1), (removed.HiddenSize!.Value, removed.PreviousLayer!.Value, removed.LayerIndex));
    }

    [Fact]
    public void Bytes_of_the_version_before_an_upgrade_are_told_of_every_kind_with_lists()
    {
        LayeredImage image = Load(
            new TarBuilder().File("lib/apk/db/installed", "P:a\nV:1-r0\nF:usr\nR:a\n\nP:b\nV:1-r0\nF:usr\nR:b\n\n").File("usr/a", "1").File("usr/b", "22")
                .File("node_modules/x/package.json", """{"name":"x","version":"1.0.0"}""").File("node_modules/x/x.js", "333"),
            new TarBuilder().File("lib/apk/db/installed", "P:a\nV:2-r0\nF:usr\nR:a\n\nP:b\nV:1-r0\nF:usr\nR:b\n\n").File("usr/a", "4444")
                .Opaque("node_modules").File("node_modules/x/package.json", """{"name":"x","version":"2.0.0"}"""));

        Assert.Equal(["a 1", "x 33"], Of(image).Changes(new ReadMeter()).Where(change => change.Change == PackageChangeKind.Upgraded).Select(change => $"{change.Name} {change.HiddenSize}"));
        Assert.All(Of(image).Changes(new ReadMeter()).Where(change => change.Change == PackageChangeKind.Added), change => Assert.Null(change.HiddenSize));
    }

    [Fact]
    public void Where_too_many_files_are_listed_it_is_told()
    {
        LayeredImage image = With(new ReadLimits { OwnedFiles = 1 },
            new TarBuilder().File(DpkgStatus, Dpkg("a 1", "b 1")).File("var/lib/dpkg/info/a.list", "/x\n/y\n").File("x", "1").File("y", "2"), new TarBuilder().File(DpkgStatus, Dpkg("b 1")).Whiteout("x").Whiteout("y"));
        ImagePackages packages = Of(image);

        Assert.Equal(1, packages.Changes(new ReadMeter()).Single(change => change.Change == PackageChangeKind.Removed).HiddenSize);

        Assert.Contains("limit OwnedFiles", Assert.Single(packages.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_that_is_back_as_it_was_hides_nothing()
    {
        TarBuilder With(string version) => new TarBuilder().File(DpkgStatus, Dpkg($"a {version}")).File("var/lib/dpkg/info/a.list", "/a\n");
        LayeredImage image = Load(With("1").File("a", "1"), With("2"));

        PackageChange change = Assert.Single(Of(image).Changes(new ReadMeter()), change => change.Change == PackageChangeKind.Upgraded);

        Assert.Equal(0, change.HiddenSize);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(400)]
    public void A_layer_costs_what_it_changes_where_each_package_has_a_file_of_its_own(int layers)
    {
        LayeredImage image = Load([.. Enumerable.Range(0, layers).Select(i => new TarBuilder().File($"var/lib/dpkg/status.d/p{i}", Dpkg($"p{i} 1")))]);

        PackageHistory history = PackageHistory.Of(image, layers - 1, PackageDatabases.All, includesOwned: false, new ReadMeter());

        Assert.Equal((layers, layers), (history.Installed.Count, history.Looked));
    }

    [Fact]
    public void Finding_lists_costs_no_more_for_each_where_many_layers_hide_their_directory()
    {
        long few = Allocated(100), many = Allocated(400);

        Assert.True(many < 8 * few, $"{few} bytes for 100, {many} for 400");
    }

    // As many layers as files, each of which hides all that was in the directory.
    private long Allocated(int count)
    {
        var first = new TarBuilder();
        for (int i = 0; i < count; i++)
            first.File($"node_modules/p{i}/package.json", "{}");
        LayeredImage image = Load([first, .. Enumerable.Range(0, count).Select(_ => new TarBuilder().Opaque("node_modules"))]);
        PackageManifest.Of(image, PackageDatabases.All, count, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(count, PackageManifest.Of(image, PackageDatabases.All, count, default).Count);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
