using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Packages.Rpm;

/// <summary>Beside rpm: databases that it wrote, and those of real systems.</summary>
public sealed class RpmToolTests : RpmTest
{
    private static readonly string[] Names = ["rpmdb.sqlite", "Packages.db", "Packages"];

    [ToolFact("rpmbuild", "rpmdb", "sqlite3", "db5.3_load")]
    public void Rpm_tells_the_same_packages_and_files()
    {
        string database = RpmTools.Install(Folder);
        byte[] main = File.ReadAllBytes(Path.Join(database, "rpmdb.sqlite")), log = File.ReadAllBytes(Path.Join(database, "rpmdb.sqlite-wal"));
        Assert.True(log.Length > 0);
        Assert.DoesNotContain(Lines(Load(new TarBuilder().File(Sqlite, main))), line => line.StartsWith("late|", StringComparison.Ordinal));

        LayeredImage image = Load(new TarBuilder().File(Sqlite, main).File(Sqlite + "-wal", log));

        string[] expected = RpmTools.List(database), files = RpmTools.Files(database);
        Assert.Contains("late|3:1^git1-1|noarch|MIT|2|late-1^git1-1.src.rpm", expected);
        Assert.Equal(expected, Lines(image));
        Assert.True(files.Length > 60);
        Assert.Equal(files, Files(new TarBuilder().File(Sqlite, main).File(Sqlite + "-wal", log), files));

        byte[][] blobs = RpmTools.Blobs(database);
        foreach (bool isBigEndian in new[] { false, true })
        {
            string hash = RpmTools.Berkeley(Folder, isBigEndian, blobs);
            Assert.Equal(expected, Lines(Load(new TarBuilder().File(Berkeley, File.ReadAllBytes(Path.Join(hash, "Packages"))))));
            if (!isBigEndian)
                Assert.Equal(expected, RpmTools.List(hash, "bdb_ro"));
        }
        Assert.Equal(expected, Lines(Load(new TarBuilder().File(Ndb, NdbWriter.Database(blobs)))));
    }

    [DataTheory("rpm", "rpmdb", "sqlite3")]
    [InlineData("cbl-mariner-2.0.rpmdb.sqlite", 129)]
    [InlineData("sle15-bci.Packages.db", 35)]
    [InlineData("libuuid.Packages", 1)]
    public void Rpm_tells_the_same_packages_of_real_systems(string name, int count)
    {
        byte[] content = File.ReadAllBytes(Path.Join(RealFixtures.Data, "rpmdb", name));
        string file = Names.First(known => name.EndsWith(known, StringComparison.Ordinal));
        string database = Folder.Folder("real");
        Folder.Write("real/" + file, content);

        // Debian's rpm knows no ndb: of that it is given the headers alone.
        string[] expected = file switch
        {
            "Packages.db" => RpmTools.List(RpmTools.Rebuild(Folder, BlobsOf(content))),
            "Packages" => RpmTools.List(database, "bdb_ro"),
            _ => RpmTools.List(database),
        };

        Assert.Equal(count, expected.Length);
        Assert.Equal(expected, Lines(Load(new TarBuilder().File("var/lib/rpm/" + file, content))));
    }

    // All blobs that begin at a block, whether or not a slot names them.
    private static IEnumerable<byte[]> BlobsOf(byte[] ndb)
    {
        for (int at = 0; at < ndb.Length; at += 16)
        {
            if (ndb.AsSpan(at).StartsWith("BlbS"u8))
                yield return ndb[(at + 16)..(at + 16 + BitConverter.ToInt32(ndb, at + 12))];
        }
    }

    private static string[] Lines(LayeredImage image)
    {
        ImagePackages packages = Of(image);
        Assert.Empty(packages.Errors);
        return [.. packages.Installed.Select(package => $"{package.Name}|{package.Version}|{package.Architecture}|{package.License}|{package.Size}|{Source(package)}").Order(StringComparer.Ordinal)];
    }

    private static string Source(ImagePackage package) => Uri.UnescapeDataString(package.Purl[(package.Purl.IndexOf("upstream=", StringComparison.Ordinal) + 9)..]);

    private string[] Files(TarBuilder layer, string[] files)
    {
        foreach (string path in files.Select(file => file.Split('|')[1]).Where(path => path.Contains("a-file", StringComparison.Ordinal)))
            layer.File(path[1..]);
        LayeredImage image = Load(layer);
        PackageOwnership ownership = PackageOwnership.Of(image, image.Tree.TopView, PackageDatabases.All, nodes: null, withDigests: true, new ReadMeter());
        return [.. files.Select(file =>
        {
            string path = file.Split('|')[1];
            FileOwner? owner = ownership[LinkResolver.Literal(image.Tree, Encoding.UTF8.GetBytes(path))];
            return owner is { } known ? $"{known.Package}|{path}|{Convert.ToHexStringLower(known.Digest.Span)}" : $"|{path}|";
        })];
    }
}
