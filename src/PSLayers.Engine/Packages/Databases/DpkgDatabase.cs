using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Debian and its kin: one file for all, or a file each in images without a package manager (distroless). Format:
/// deb822(5); dpkg(1) and dpkg-query(1) tell the states.</summary>
internal sealed class DpkgDatabase : IPackageDatabase
{
    private const int KibiByte = 1024;
    private const int DigitCount = MD5.HashSizeInBytes * 2;

    private static ReadOnlySpan<byte> List => ".list"u8;

    private static ReadOnlySpan<byte> Digests => ".md5sums"u8;

    private static ReadOnlySpan<byte> SingleFiles => "status.d"u8;

    public string Type => "deb";

    public bool IsOfSystem => true;

    public string DefaultSystem => "debian";

    public bool HasListForEach => true;

    public IComparer<string> Versions => DebianVersions.Order;

    public ILicenseFiles Licenses => DebianCopyright.Instance;

    public bool Keeps(PackagePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        return name.SequenceEqual("status"u8)
            ? path.Is("var/lib/dpkg/status"u8) || path.Directory.Is("var/lib/dpkg/status.d"u8)
            : !name.EndsWith(".md5sums"u8) && path.Directory.Name.SequenceEqual("status.d"u8) && path.Directory.Is("var/lib/dpkg/status.d"u8);
    }

    public void Read(PackageFile file)
    {
        var fields = new FieldLines(file);
        string? name = null, version = null, architecture = null, source = null, supplier = null;
        long? size = null;
        bool isInstalled = true;
        while (fields.Next())
        {
            if (fields.Name.IsEmpty)
            {
                if (name is not null && version is not null && isInstalled)
                    file.Add(Record(name, version, architecture, source, supplier, size));
                (name, version, architecture, source, supplier, size, isInstalled) = (null, null, null, null, null, null, true);
            }
            else if (fields.Is("Package"u8))
                name = fields.Text;
            else if (fields.Is("Version"u8))
                version = fields.Text;
            else if (fields.Is("Architecture"u8))
                architecture = fields.Text;
            else if (fields.Is("Source"u8))
                source = fields.Text;
            else if (fields.Is("Maintainer"u8))
                supplier = fields.Text;
            else if (fields.Is("Installed-Size"u8))
                size = long.TryParse(fields.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) && kilobytes <= long.MaxValue / KibiByte ? kilobytes * KibiByte : null;
            else if (fields.Is("Status"u8))
                isInstalled = HasFiles(fields.Value);
        }
    }

    // A package's list of files is written when it is installed, and never changed.
    public string? StampOf(TreeView view, int node, PackageRecord record)
    {
        int list = ListOf(view.Tree, node, record);
        return list >= 0 && view.Find(list) is { Version: >= 0 } seen ? view.Tree.Version(seen.Version).Layer.ToString(CultureInfo.InvariantCulture) : null;
    }

    public int ListOf(LayeredTree tree, int node, PackageRecord record)
    {
        if (new PackagePath(tree, node).Directory.Name.SequenceEqual(SingleFiles))
            return tree.Child(tree.Parent(node), [.. tree.Name(node), .. Digests]);
        int info = tree.Child(tree.Parent(node), "info"u8);
        int list = info < 0 ? -1 : tree.Child(info, Encoding.UTF8.GetBytes($"{record.Name}.list"));
        return list >= 0 || info < 0 ? list : tree.Child(info, Encoding.UTF8.GetBytes($"{record.Name}:{record.Architecture}.list"));
    }

    public OwnershipList Lists(PackagePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        if (name.EndsWith(List))
            return path.Directory.Is("var/lib/dpkg/info"u8) ? OwnershipList.Files : OwnershipList.None;
        if (name.EndsWith(Digests))
            return path.Directory.Is("var/lib/dpkg/info"u8) ? OwnershipList.Digests : path.Directory.Is("var/lib/dpkg/status.d"u8) ? OwnershipList.Files : OwnershipList.None;
        return name.SequenceEqual("diversions"u8) && path.Is("var/lib/dpkg/diversions"u8) ? OwnershipList.Moves : OwnershipList.None;
    }

    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        ReadOnlySpan<byte> rest = file.Content.Span;
        string name = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        if (name == "diversions")
        {
            // Three lines each: where packages have the file, where it is, and whose file is there instead, or a colon.
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<byte> from = FieldLines.Line(ref rest), to = FieldLines.Line(ref rest), by = FieldLines.Line(ref rest);
                owned.AddMove(from, to, by is [(byte)':'] ? null : VisibleText.Line(Encoding.UTF8.GetString(by)));
            }
            return;
        }
        string package = name[..name.LastIndexOf('.')];
        package = package.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? package[..colon] : package;
        bool hasDigests = name.EndsWith(".md5sums", StringComparison.Ordinal);
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest);
            if (!hasDigests)
                owned.Add(package, line);
            else if (line.Length > DigitCount && Convert.FromHexString(line[..DigitCount], digest, out _, out _) == OperationStatus.Done)
                owned.Add(package, line[DigitCount..].TrimStart(" *"u8), HashAlgorithmName.MD5, digest);
        }
    }

    // The third word is the state. Only of two states there are no files.
    private static bool HasFiles(ReadOnlySpan<byte> status) => !status.EndsWith("not-installed"u8) && !status.EndsWith("config-files"u8);

    private static PackageRecord Record(string name, string version, string? architecture, string? source, string? supplier, long? size)
    {
        string? sourceVersion = null;
        if (source?.IndexOf(" (", StringComparison.Ordinal) is > 0 and var open)
            (source, sourceVersion) = (source[..open], source[(open + 2)..].TrimEnd(')'));
        return new PackageRecord { Name = name, Version = version, Architecture = architecture, Size = size, Source = source, SourceVersion = sourceVersion, Supplier = supplier };
    }
}
