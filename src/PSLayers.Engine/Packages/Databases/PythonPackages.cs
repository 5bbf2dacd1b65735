using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Python, each with a file of its own beside its code. Formats: "Recording installed projects" and "Core metadata
/// specifications" of the Python Packaging User Guide; older ones are files or folders called egg-info.</summary>
internal sealed class PythonPackages : IPackageDatabase
{
    public string Type => "pypi";

    public bool IsOfSystem => false;

    public bool HasListForEach => true;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        return (name.SequenceEqual("METADATA"u8) && path.Directory.Name.EndsWith(".dist-info"u8))
            || (name.SequenceEqual("PKG-INFO"u8) && path.Directory.Name.EndsWith(".egg-info"u8))
            || name.EndsWith(".egg-info"u8);
    }

    public OwnershipList Lists(PackagePath path) =>
        path.Name.SequenceEqual("RECORD"u8) && path.Directory.Name.EndsWith(".dist-info"u8) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => tree.Child(tree.Parent(node), "RECORD"u8);

    // A file a line: path, algorithm and digest, size. Names are relative to the directory above; one with a comma stands in quotation marks.
    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        string folder = file.Directory;
        string package = folder[(folder.LastIndexOf('/') + 1)..];
        package = package.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? package[..dash] : package;
        byte[] place = EntryName.Encode(PackageFile.DirectoryOf(folder));
        ReadOnlySpan<byte> rest = file.Content.Span;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest);
            ReadOnlySpan<byte> name = NameOf(ref line);
            if (name.IsEmpty)
                continue;
            HashAlgorithmName algorithm = default;
            int length = 0, equals = line.IndexOf((byte)'=');
            ReadOnlySpan<byte> code = equals < 0 ? default : line[(equals + 1)..];
            code = code.IndexOf((byte)',') is >= 0 and var comma ? code[..comma] : code;
            if (code.Length > 0 && code.Length <= digest.Length * 2 && Base64Url.DecodeFromUtf8(code, digest, out _, out length) == OperationStatus.Done)
                algorithm = line.StartsWith("sha256="u8) ? HashAlgorithmName.SHA256 : line.StartsWith("sha384="u8) ? HashAlgorithmName.SHA384 : line.StartsWith("sha512="u8) ? HashAlgorithmName.SHA512 : default;
            ReadOnlySpan<byte> path = name[0] == '/' ? name : (byte[])[.. place, (byte)'/', .. name];
            owned.Add(package, path, algorithm, algorithm == default ? default : digest[..length]);
        }
    }

    private static ReadOnlySpan<byte> NameOf(scoped ref ReadOnlySpan<byte> line)
    {
        bool isQuoted = line.StartsWith("\""u8);
        ReadOnlySpan<byte> text = isQuoted ? line[1..] : line;
        int end = isQuoted ? text.IndexOf("\","u8) : text.IndexOf((byte)',');
        if (end < 0)
            end = text.Length;
        line = text[Math.Min(text.Length, end + (isQuoted ? 2 : 1))..];
        return text[..end];
    }

    public void Read(PackageFile file)
    {
        var fields = new FieldLines(file);
        string? name = null, version = null, license = null, expression = null;
        // What stands behind the first blank line is the description.
        while (fields.Next() && !fields.Name.IsEmpty)
        {
            if (fields.Is("Name"u8))
                name ??= fields.Text;
            else if (fields.Is("Version"u8))
                version ??= fields.Text;
            else if (fields.Is("License"u8))
                license ??= fields.Text;
            else if (fields.Is("License-Expression"u8))
                expression ??= fields.Text;
        }
        string place = file.Path.EndsWith(".egg-info", StringComparison.Ordinal) ? file.Directory : PackageFile.DirectoryOf(file.Directory);
        if (name is null || version is null)
            throw file.Complaint ?? file.Broken("a Python package without name or version");
        file.Add(new PackageRecord { Name = name, Version = version, License = expression ?? (license is "UNKNOWN" ? null : license), Place = place });
    }
}
