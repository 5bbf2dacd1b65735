using System.Buffers.Binary;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Packages;
using PSLayers.Packages.Databases;
using PSLayers.Packages.Databases.Rpm;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>Lists of packages, and the files that belong to them. The first byte tells the form, four more how long the list is; what is behind it
/// is the file beside it.</summary>
internal sealed class PackageHarness : IHarness
{
    private const int Intro = 5;

    private static readonly (string Path, IPackageDatabase Database)[] Forms =
    [
        ("/var/lib/rpm/rpmdb.sqlite", new RpmDatabase()),
        ("/var/lib/rpm/Packages.db", new RpmDatabase()),
        ("/var/lib/rpm/Packages", new RpmDatabase()),
        ("/var/lib/rpmmanifest/container-manifest-2", new RpmDatabase()),
        ("/var/lib/chisel/manifest.wall", new ChiselDatabase()),
        ("/var/lib/dpkg/status", new DpkgDatabase()),
        ("/lib/apk/db/installed", new ApkDatabase()),
    ];

    public string Name => "packages";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            byte[][] blobs =
            [
                RpmBlob.Package("a", "1", "1", epoch: 1).Numbers(5011, 8).Texts(1117, "x", "y").Numbers(1116, 0, 1).Texts(1118, "/usr/", "/etc/").Texts(1035, new string('0', 64), "").Bytes(1029, 0, 0).Build(),
                RpmBlob.Package("b", "2", "1", license: new string('L', 1500)).Build(withMagic: true),
                .. Enumerable.Range(0, 6).Select(i => RpmBlob.Package($"c{i}", "1", "1").Build()),
            ];
            byte[] before = SqliteWriter.Database(blobs[0]), after = SqliteWriter.Database(blobs);
            yield return ("sqlite", Seed(0, after, []));
            yield return ("log", Seed(0, before, SqliteWriter.Log(before, after)));
            yield return ("ndb", Seed(1, NdbWriter.Database(blobs), []));
            yield return ("berkeley", Seed(2, BerkeleyWriter.Database(false, blobs), []));
            yield return ("berkeley-high", Seed(2, BerkeleyWriter.Database(true, blobs), []));
            yield return ("manifest", Seed(3, "a\t1-1\t1\t1\tM\t(none)\t5\tx\t0\ta-1-1.src.rpm\n"u8.ToArray(), []));
            yield return ("chisel", Seed(4, Compress.Zstd(Encoding.UTF8.GetBytes("""
                {"kind":"package","name":"a","version":"1","arch":"amd64"}
                {"kind":"path","path":"/a","slices":["a_b"],"sha256":"00"}
                """)), []));
            yield return ("dpkg", Seed(5, "Package: a\nStatus: install ok installed\nVersion: 1:1-1\nArchitecture: x\nSource: b (2)\n\n00112233445566778899aabbccddeeff  usr/x\n"u8.ToArray(), "Format: copyright-format\n\nLicense: MIT\n text\n"u8.ToArray()));
            yield return ("apk", Seed(6, "P:a\nV:1-r0\nA:x\nI:5\nF:usr\nR:x\nZ:Q1AAAA\n\n"u8.ToArray(), []));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length < Intro)
            return;
        (string path, IPackageDatabase database) = Forms[input[0] % Forms.Length];
        int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(1)), (uint)(input.Length - Intro));
        var allowance = new PackageAllowance(TightLimits.Value);
        var file = new PackageFile(path, input.AsMemory(Intro, length), allowance) { Companion = input.AsMemory(Intro + length) };
        watch.Try(() => database.Read(file));
        watch.See(file.Complaint);
        foreach (PackageRecord package in file.Packages)
        {
            watch.Text(package.Name + package.Version + package.Architecture + package.License + package.Source + package.SourceVersion + package.Upstream + package.Stamp);
            foreach (PackageRecord other in file.Packages.Take(20))
                watch.Expect(Math.Sign(database.Versions.Compare(package.Version, other.Version)) == -Math.Sign(database.Versions.Compare(other.Version, package.Version)), "versions without an order");
        }
        LayeredTree tree = LayeredTree.Build([], NameFolding.Exact, TightLimits.Value, watch.Meter.Cancellation);
        var owned = new OwnedFiles(tree.TopView, new OwnershipBudget(TightLimits.Value), watch.Meter.Cancellation) { Found = (package, _, _, _, _) => watch.Text(package) };
        // dpkg has the files of a package in a list of their own.
        var again = new PackageFile(database is DpkgDatabase ? "/var/lib/dpkg/info/a.md5sums" : path, file.Content, allowance) { Companion = file.Companion };
        watch.Try(() => database.ReadFiles(again, owned));
        watch.See(again.Complaint);
        if (database.Licenses is { } licenses)
            watch.Text(licenses.Read(new PackageFile("/usr/share/doc/a/copyright", file.Companion, allowance)) ?? "");
    }

    private static byte[] Seed(byte form, byte[] list, byte[] beside)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, list.Length);
        return [form, .. length, .. list, .. beside];
    }
}
