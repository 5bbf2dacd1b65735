using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Alpine and its kin. Format: apk-package(5), "installed": a letter a field.</summary>
internal sealed class ApkDatabase : IPackageDatabase
{
    public string Type => "apk";

    public bool IsOfSystem => true;

    public string DefaultSystem => "alpine";

    public IComparer<string> Versions => ApkVersions.Order;

    public bool Keeps(PackagePath path) => path.Name.SequenceEqual("installed"u8) && (path.Is("lib/apk/db/installed"u8) || path.Is("usr/lib/apk/db/installed"u8));

    public OwnershipList Lists(PackagePath path) => Keeps(path) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    // A directory, then what is in it, each with the line of its digest behind it: Q1 and base64 of a SHA-1, or of a longer SHA-256; or Q2 and that.
    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        ReadOnlySpan<byte> rest = file.Content.Span, directory = default, name = default, code = default;
        string package = "";
        while (true)
        {
            bool isEnd = rest.IsEmpty;
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest);
            ReadOnlySpan<byte> value = line.Length > 2 && line[1] == ':' ? line[2..] : default;
            byte field = line.Length >= 2 && line[1] == ':' ? line[0] : default;
            if (!name.IsEmpty && (isEnd || field is default(byte) or (byte)'F' or (byte)'R' or (byte)'P'))
            {
                Add(owned, package, directory, name, code);
                name = code = default;
            }
            if (isEnd)
                return;
            switch (field)
            {
                case (byte)'P':
                    package = VisibleText.Line(Encoding.UTF8.GetString(value.Length <= file.Limits.PackageField ? value : default));
                    break;
                case (byte)'F':
                    directory = value;
                    owned.Add(package, value);
                    break;
                case (byte)'R':
                    name = value;
                    break;
                case (byte)'Z':
                    code = value;
                    break;
                default:
                    break;
            }
        }
    }

    private static void Add(OwnedFiles owned, string package, ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> code)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        int length = 0;
        if (code.StartsWith("Q1"u8) || code.StartsWith("Q2"u8))
            _ = Base64.DecodeFromUtf8(code[2..], digest, out _, out length);
        HashAlgorithmName algorithm = length switch
        {
            SHA1.HashSizeInBytes => HashAlgorithmName.SHA1,
            SHA256.HashSizeInBytes => HashAlgorithmName.SHA256,
            _ => default,
        };
        byte[] path = [.. directory, (byte)'/', .. name];
        owned.Add(package, path, algorithm, algorithm == default ? default : digest[..length]);
    }

    public void Read(PackageFile file)
    {
        var fields = new FieldLines(file);
        string? name = null, version = null, architecture = null, license = null, origin = null, supplier = null;
        long? size = null;
        while (fields.Next())
        {
            switch (fields.Name)
            {
                case []:
                    if (name is not null && version is not null)
                    {
                        file.Add(new PackageRecord
                        {
                            Name = name, Version = version, Architecture = architecture, License = license, Size = size, Source = origin == name ? null : origin, Supplier = supplier,
                        });
                    }
                    (name, version, architecture, license, origin, supplier, size) = (null, null, null, null, null, null, null);
                    break;
                case [(byte)'P']:
                    name = fields.Text;
                    break;
                case [(byte)'V']:
                    version = fields.Text;
                    break;
                case [(byte)'A']:
                    architecture = fields.Text;
                    break;
                case [(byte)'L']:
                    license = fields.Text;
                    break;
                case [(byte)'o']:
                    origin = fields.Text;
                    break;
                case [(byte)'m']:
                    supplier = fields.Text;
                    break;
                case [(byte)'I']:
                    size = long.TryParse(fields.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
                    break;
                default:
                    break;
            }
        }
    }
}
