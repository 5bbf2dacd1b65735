using System.Globalization;
using PSLayers.Packages.Versions;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Packages of Red Hat, SUSE, Azure Linux and their kin. rpm has kept its headers in three databases; one that is found in a newer form
/// makes the older ones history. Images without a package manager have a list as text.</summary>
internal sealed class RpmDatabase : IPackageDatabase
{
    private const string Log = "rpmdb.sqlite-wal";

    private delegate void Reader(PackageFile file, BlobTaker take);

    public string Type => "rpm";

    public bool IsOfSystem => true;

    public IComparer<string> Versions => RpmVersions.Order;

    private static (string Name, Reader Read)[] Forms { get; } =
    [
        ("Packages", BerkeleyHash.Read),
        ("Packages.db", NdbSlots.Read),
        ("rpmdb.sqlite", (file, take) => SqliteTable.Read(file, "Packages"u8.ToArray(), column: 1, take)),
    ];

    public bool Keeps(PackagePath path) => RankOf(path) >= 0 || IsManifest(path);

    // The newest form counts, and where there are several of one form, the place that systems moved to last.
    public int RankOf(PackagePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        int form = name.SequenceEqual("rpmdb.sqlite"u8) ? 2 : name.SequenceEqual("Packages.db"u8) ? 1 : name.SequenceEqual("Packages"u8) ? 0 : -1;
        if (form < 0 || !path.Directory.Name.SequenceEqual("rpm"u8))
            return -1;
        PackagePath directory = path.Directory;
        int place = directory.Is("usr/lib/sysimage/rpm"u8) ? 2 : directory.Is("usr/share/rpm"u8) ? 1 : directory.Is("var/lib/rpm"u8) ? 0 : -1;
        return place < 0 ? -1 : (form * 3) + place;
    }

    public string? CompanionOf(PackagePath path) => path.Name.SequenceEqual("rpmdb.sqlite"u8) ? Log : null;

    public string NamespaceOf(string system) => system == "rhel" ? "redhat" : system;

    public void Read(PackageFile file)
    {
        if (ReaderOf(file) is { } read)
            read(file, blob => Take(file, blob));
        else
            RpmManifest.Read(file);
    }

    public OwnershipList Lists(PackagePath path) => RankOf(path) >= 0 ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    public void ReadFiles(PackageFile file, OwnedFiles owned) => ReaderOf(file)?.Invoke(file, blob =>
    {
        if (!RpmHeader.TryRead(blob, out RpmHeader header))
            LeaveOut(file, blob);
        else if (file.Text(header.Text(RpmTag.Name)) is { } name && (owned.Packages is null || owned.Packages.Contains(name)))
            RpmFiles.Read(header, name, file, owned);
    });

    /// <summary>A version as rpm writes it.</summary>
    /// <param name="epoch">What counts more than the version; null for none, which is not 0.</param>
    /// <param name="version">The version, with a dash and the release.</param>
    public static string VersionOf(string? epoch, string version) => epoch is null ? version : $"{epoch}:{version}";

    /// <summary>The package that another one was built from, by the name of its file: <c>name-version-release.src.rpm</c>.</summary>
    /// <param name="file">The file's name.</param>
    /// <param name="name">The other package.</param>
    /// <returns>Its name; null where it is the same, or unknown.</returns>
    public static string? SourceOf(string? file, string name)
    {
        int release = file?.LastIndexOf('-') ?? -1;
        int version = release > 0 ? file!.LastIndexOf('-', release - 1) : -1;
        return version > 0 && file![..version] != name ? file[..version] : null;
    }

    private static Reader? ReaderOf(PackageFile file)
    {
        string name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        return Array.Find(Forms, form => form.Name == name).Read;
    }

    private static void LeaveOut(PackageFile file, ReadOnlySpan<byte> blob) => file.LeaveOut($"a package of {blob.Length} bytes has a header that is broken");

    private static void Take(PackageFile file, ReadOnlySpan<byte> blob)
    {
        if (!RpmHeader.TryRead(blob, out RpmHeader header))
        {
            LeaveOut(file, blob);
            return;
        }
        // The keys of the package manager are no packages.
        if (header.Text(RpmTag.Name).SequenceEqual("gpg-pubkey"u8))
            return;
        string? name = file.Text(header.Text(RpmTag.Name)), version = file.Text(header.Text(RpmTag.Version)), release = file.Text(header.Text(RpmTag.Release));
        if (name is null || version is null || release is null)
        {
            file.LeaveOut("a package without name, version or release");
            return;
        }
        string? epoch = header.Number(RpmTag.Epoch)?.ToString(CultureInfo.InvariantCulture), source = file.Text(header.Text(RpmTag.SourcePackage));
        file.Add(new PackageRecord
        {
            Name = name,
            Version = VersionOf(epoch, $"{version}-{release}"),
            Epoch = epoch,
            Architecture = file.Text(header.Text(RpmTag.Architecture)),
            License = file.Text(header.Text(RpmTag.License)),
            Size = header.Number(RpmTag.LongSize) ?? header.Number(RpmTag.Size),
            Source = SourceOf(source, name),
            Upstream = source,
            Supplier = file.Text(header.Text(RpmTag.Vendor)),
            Stamp = header.Number(RpmTag.InstallTime)?.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static bool IsManifest(PackagePath path) => path.Name.SequenceEqual("container-manifest-2"u8) && path.Is("var/lib/rpmmanifest/container-manifest-2"u8);
}
