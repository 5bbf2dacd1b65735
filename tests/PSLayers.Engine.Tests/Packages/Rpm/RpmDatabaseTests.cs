using System.Security.Cryptography;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>What rpm's databases say, in each of their forms.</summary>
public sealed class RpmDatabaseTests : RpmTest
{
    [Theory]
    [MemberData(nameof(Forms))]
    public void Each_form_tells_the_same_packages(string form)
    {
        LayeredImage image = Load(new TarBuilder().File("etc/os-release", "ID=fedora\nVERSION_ID=40\n").File(PathOf(form), Database(form,
            RpmBlob.Package("bash", "5.2", "3.fc40", license: new string('L', 3000)).Build(),
            RpmBlob.Package("zero", "1", "1", epoch: 0).Build(),
            RpmBlob.Package("vim-minimal", "9.1~rc1", "2", epoch: 2).Text(1044, "vim-9.1~rc1-2.src.rpm").Build(withMagic: true),
            RpmBlob.Package("gpg-pubkey", "abc", "def").Build(),
            RpmBlob.Package("kernel", "6.8", "1").Build(),
            RpmBlob.Package("kernel", "6.9", "1").Build())));

        ImagePackages packages = Of(image);

        Assert.Empty(packages.Errors);
        Assert.Equal(["bash 5.2-3.fc40 0", "kernel 6.8-1 0", "kernel 6.9-1 0", "vim-minimal 2:9.1~rc1-2 0", "zero 0:1-1 0"], Installed(image));
        ImagePackage vim = packages.Installed.Single(package => package.Name == "vim-minimal");
        Assert.Equal(("rpm", "x86_64", "MIT", 1000L, "vim", "/" + PathOf(form)), (vim.Type, vim.Architecture, vim.License, vim.Size!.Value, vim.SourceName, vim.InnerPath));
        Assert.Equal("pkg:rpm/fedora/vim-minimal@9.1~rc1-2?arch=x86_64&distro=fedora-40&epoch=2&upstream=vim-9.1~rc1-2.src.rpm", vim.Purl);
        Assert.Equal("pkg:rpm/fedora/kernel@6.8-1?arch=x86_64&distro=fedora-40&upstream=kernel-6.8-1.src.rpm", packages.Installed.First(package => package.Name == "kernel").Purl);
    }

    [Theory]
    [InlineData("ID=\"rhel\"\nVERSION_ID=\"9.4\"\n", "pkg:rpm/redhat/a@1-1?arch=x86_64&distro=rhel-9.4&upstream=a-1-1.src.rpm")]
    [InlineData("", "pkg:rpm/a@1-1?arch=x86_64&upstream=a-1-1.src.rpm")]
    public void Package_URLs_name_who_makes_the_system(string system, string purl) =>
        Assert.Equal(purl, Assert.Single(Of(Load(Sqlites(Package("a", "1")).File("etc/os-release", system))).Installed).Purl);

    [Fact]
    public void A_table_of_many_pages_is_read_to_its_end()
    {
        byte[][] blobs = [.. Enumerable.Range(0, 60).Select(i => RpmBlob.Package($"p{i:D2}", "1", "1", license: new string('L', i * 60)).Build())];

        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"p{i:D2} 1-1 0"), Installed(Load(Sqlites(blobs))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_in_the_log_alone_is_there(bool isBigEndian)
    {
        byte[] before = SqliteWriter.Database(Package("a", "1")), after = SqliteWriter.Database(Package("a", "2"), Package("b", "1"));
        LayeredImage image = Load(new TarBuilder().File(Sqlite, before).File(Sqlite + "-wal", SqliteWriter.Log(before, after, isBigEndian)));

        Assert.Equal(["a 2-1 0", "b 1-1 0"], Installed(image));
    }

    [Fact]
    public void A_database_may_be_in_its_log_alone()
    {
        byte[] after = SqliteWriter.Database(Package("a", "1"));

        Assert.Equal(["a 1-1 0"], Installed(Load(new TarBuilder().File(Sqlite, "").File(Sqlite + "-wal", SqliteWriter.Log([], after)))));
    }

    [Fact]
    public void What_of_a_log_does_not_count_is_not_there()
    {
        byte[] before = SqliteWriter.Database(Package("a", "1")), after = SqliteWriter.Database(Package("b", "1"));
        byte[] older = SqliteWriter.Log(before, after), broken = SqliteWriter.Log(before, after);
        older[32 + 8]++;
        broken[^1]++;

        foreach (byte[] log in new[] { [], new byte[5000], SqliteWriter.Log(before, after, isWhole: false), older, broken, older[..40] })
            Assert.Equal(["a 1-1 0"], Installed(Load(new TarBuilder().File(Sqlite, before).File(Sqlite + "-wal", log))));
    }

    [Fact]
    public void A_log_counts_for_the_view_that_has_it()
    {
        byte[] before = SqliteWriter.Database(Package("a", "1")), after = SqliteWriter.Database(Package("a", "2"));
        LayeredImage image = Load(
            new TarBuilder().File(Sqlite, before),
            new TarBuilder().File(Sqlite + "-wal", SqliteWriter.Log(before, after)),
            new TarBuilder().File("other"),
            new TarBuilder().Whiteout(Sqlite + "-wal"));

        Assert.Equal(["0 Added a 1-1", "1 Upgraded a 2-1", "3 Downgraded a 1-1"], Changes(image));
    }

    [Fact]
    public void A_database_that_moves_to_another_form_is_the_same_one()
    {
        LayeredImage image = Load(
            new TarBuilder().File(Berkeley, Database("berkeley", Package("a", "1"), Package("b", "1"))),
            new TarBuilder().Whiteout(Berkeley).File(Ndb, Database("ndb", Package("a", "1"), Package("b", "2"))),
            new TarBuilder().File(Sqlite, Database("sqlite", Package("a", "2"), Package("b", "2"))));

        Assert.Equal(["0 Added a 1-1", "0 Added b 1-1", "1 Upgraded b 2-1", "2 Upgraded a 2-1"], Changes(image));
        Assert.Equal(["a 2-1 2", "b 2-1 1"], Installed(image));
        Assert.All(Of(image).Installed, package => Assert.Equal("/" + Sqlite, package.InnerPath));
    }

    [Fact]
    public void An_older_form_counts_again_when_the_newer_one_goes_or_says_nothing()
    {
        LayeredImage image = Load(
            new TarBuilder().File(Berkeley, Database("berkeley", Package("a", "1"))),
            new TarBuilder().File(Sqlite, Database("sqlite")),
            new TarBuilder().File(Sqlite, Database("sqlite", Package("a", "2"))),
            new TarBuilder().File(Berkeley, Database("berkeley", Package("a", "0"))),
            new TarBuilder().Whiteout(Sqlite));

        Assert.Equal(["0 Added a 1-1", "2 Upgraded a 2-1", "4 Downgraded a 0-1"], Changes(image));
    }

    [Fact]
    public void A_package_that_is_installed_anew_is_told()
    {
        LayeredImage image = Load(Sqlites(Package("a", "1")), Sqlites(RpmBlob.Package("a", "1", "1").Numbers(1008, 1_800_000_000).Build()));

        Assert.Equal(["0 Added a 1-1", "1 Reinstalled a 1-1"], Changes(image));
    }

    [Fact]
    public void Images_without_a_package_manager_have_a_list()
    {
        LayeredImage image = Load(new TarBuilder().File("etc/os-release", "ID=azurelinux\nVERSION_ID=\"3.0\"\n").File("var/lib/rpmmanifest/container-manifest-2",
            "openssl-libs\t3.3.0-1.azl3\t1700000000\t1690000000\tMicrosoft Corporation\t(none)\t580\tx86_64\t0\topenssl-3.3.0-1.azl3.src.rpm\n"
            + "tzdata\t2024a-1\t1\t1\tMicrosoft Corporation\t1\t5\tnoarch\t1\ttzdata-2024a-1.src.rpm\nbroken\n"));

        ImagePackages packages = Of(image);

        Assert.Equal(["openssl-libs 3.3.0-1.azl3 0", "tzdata 1:2024a-1 0"], Installed(image));
        Assert.Equal("pkg:rpm/azurelinux/openssl-libs@3.3.0-1.azl3?arch=x86_64&distro=azurelinux-3.0&upstream=openssl-3.3.0-1.azl3.src.rpm", packages.Installed.First().Purl);
        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Single(packages.Errors).ErrorId);
    }

    [Fact]
    public void A_package_owns_its_files_with_their_digests()
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData("x"u8));
        byte[] blob = RpmBlob.Package("a", "1", "1").Numbers(5011, 8).Texts(1117, "tool", "left-out", "link").Numbers(1116, 1, 0, 0).Texts(1118, "/usr/share/", "/bin/")
            .Texts(1035, digest, digest, "").Bytes(1029, 0, 2, 0).Build();
        byte[] before = SqliteWriter.Database();
        LayeredImage image = Load(new TarBuilder().Symlink("bin", "usr/bin").File("usr/bin/tool", "x").File("usr/share/left-out").File("usr/share/link").File("usr/share/mine")
            .File(Sqlite, before).File(Sqlite + "-wal", SqliteWriter.Log(before, SqliteWriter.Database(blob)))
            .File(Berkeley, Database("berkeley", RpmBlob.Package("old", "1", "1").Texts(1117, "mine").Numbers(1116, 0).Texts(1118, "/usr/share/").Build())));

        FileOwner? OwnerOf(string path) => PackageOwnership.Of(image, image.Tree.TopView, PackageDatabases.All, nodes: null, withDigests: true, new ReadMeter())
            [LinkResolver.Literal(image.Tree, Encoding.UTF8.GetBytes(path))];

        FileOwner tool = OwnerOf("usr/bin/tool")!.Value;
        Assert.Equal(("rpm", "a", "SHA256", digest), (tool.Type, tool.Package, tool.Algorithm.Name, Convert.ToHexStringLower(tool.Digest.Span)));
        Assert.True(OwnerOf("usr/share/link") is { Package: "a", Digest.IsEmpty: true });
        Assert.Null(OwnerOf("usr/share/left-out"));
        Assert.Null(OwnerOf("usr/share/mine"));
    }

    [Fact]
    public void What_a_removed_package_still_weighs_is_known_from_the_log_too()
    {
        byte[] before = SqliteWriter.Database(), blob = RpmBlob.Package("a", "1", "1").Texts(1117, "a").Numbers(1116, 0).Texts(1118, "/usr/").Build();
        LayeredImage image = Load(
            new TarBuilder().File("usr/a", "12345").File(Sqlite, before).File(Sqlite + "-wal", SqliteWriter.Log(before, SqliteWriter.Database(blob))),
            new TarBuilder().Whiteout("usr/a").Whiteout(Sqlite + "-wal").File(Sqlite, SqliteWriter.Database(Package("b", "1"))));

        PackageChange removed = Of(image).Changes(new ReadMeter()).Single(change => change.Change == PackageChangeKind.Removed);

        Assert.Equal(("a", 5L), (removed.Name, removed.HiddenSize!.Value));
    }

    [Fact]
    public void A_database_that_is_damaged_is_said_once()
    {
        LayeredImage image = Load(new TarBuilder().File(Sqlite, new byte[1000]).File("usr/lib/x-1.dist-info/METADATA", "Name: x\nVersion: 1\n"));

        Assert.Single(Of(image).Errors);
    }

    [Fact]
    public void Logs_have_a_limit_and_the_database_is_read_without_them()
    {
        byte[] before = SqliteWriter.Database(Package("a", "1")), log = SqliteWriter.Log(before, SqliteWriter.Database(Package("a", "2"), Package("b", "2"), Package("c", "2")));
        LayeredImage image = With(new ReadLimits { PackageFile = before.Length }, new TarBuilder().File(Sqlite, before).File(Sqlite + "-wal", log));

        Assert.True(log.Length > before.Length);
        Assert.Equal(["a 1-1 0"], Installed(image));
        Assert.Contains("limit PackageFile", Assert.Single(Of(image).Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_with_ever_other_logs_is_not_read_for_ever()
    {
        byte[] database = SqliteWriter.Database(Package("a", "1"));
        LayeredImage image = With(new ReadLimits { PackageTotal = 20 * database.Length },
            [new TarBuilder().File(Sqlite, database), .. Enumerable.Range(0, 40).Select(i => new TarBuilder().File(Sqlite + "-wal", $"log {i}"))]);

        Assert.Contains(Of(image).Errors, error => error.Message.Contains("limit PackageTotal", StringComparison.Ordinal));
    }
}
