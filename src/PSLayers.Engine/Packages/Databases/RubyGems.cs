using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Ruby that are installed, each with a specification of its own (RubyGems guides, "Specification reference"): a
/// program in
/// Ruby that rubygems writes in one form, with a line in front that says the same in short.</summary>
internal sealed class RubyGems : IPackageDatabase
{
    private static ReadOnlySpan<byte> Ending => ".gemspec"u8;

    private static ReadOnlySpan<byte> Stub => "# stub: "u8;

    public string Type => "gem";

    public bool IsOfSystem => false;

    public bool HasDocuments => true;

    public bool HasListForEach => true;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path) => path.Name.EndsWith(Ending)
        && (path.Directory.Name.SequenceEqual("specifications"u8)
            || (path.Directory.Name.SequenceEqual("default"u8) && path.Directory.Directory.Name.SequenceEqual("specifications"u8)));

    public OwnershipList Lists(PackagePath path) => Keeps(path) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    // The folder is called as the specification is, and all in it is the package's.
    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        string name = file.Path[(file.Path.LastIndexOf('/') + 1)..^Ending.Length];
        string package = name.LastIndexOf('-') is > 0 and var dash ? name[..dash] : name;
        string place = PackageFile.DirectoryOf(file.Directory);
        owned.Add(package, EntryName.Encode(file.Path));
        owned.AddFolder(package, EntryName.Encode($"{place}/gems/{name}"));
    }

    public void Read(PackageFile file)
    {
        ReadOnlySpan<byte> rest = file.Content.Span;
        string? name = null, version = null, platform = null, license = null;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = FieldLines.Line(ref rest).Trim((byte)' ');
            if (name is null && line.StartsWith(Stub))
            {
                // Name, version, platform, directories.
                string[] words = (file.Text(line[Stub.Length..]) ?? "").Split(' ');
                if (words.Length > 2)
                    (name, version, platform) = (words[0], words[1], words[2]);
            }
            else if (ValueOf(line, ".name"u8) is { IsEmpty: false } named)
                name ??= file.Text(named);
            else if (ValueOf(line, ".version"u8) is { IsEmpty: false } versioned)
                version ??= file.Text(versioned);
            else if (ValueOf(line, ".licenses"u8) is { IsEmpty: false } licensed)
                license ??= file.Text(licensed);
            else if (ValueOf(line, ".license"u8) is { IsEmpty: false } alone)
                license ??= file.Text(alone);
        }
        if (name is null || version is null)
            throw file.Complaint ?? file.Broken("a specification of a Ruby package without name or version");
        file.Add(new PackageRecord
        {
            Name = name, Version = version, License = license, Architecture = platform is null or "ruby" ? null : platform, Place = PackageFile.DirectoryOf(file.Directory),
        });
    }

    // The first text in quotation marks behind the field's name and an equals sign.
    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> field)
    {
        int dot = line.IndexOf((byte)'.');
        if (dot <= 0 || !line[dot..].StartsWith(field))
            return default;
        line = line[(dot + field.Length)..].TrimStart((byte)' ');
        if (!line.StartsWith("="u8) || line.IndexOfAny((byte)'"', (byte)'\'') is not (>= 0 and var open))
            return default;
        ReadOnlySpan<byte> text = line[(open + 1)..];
        int close = text.IndexOf(line[open]);
        return close < 0 ? default : text[..close];
    }
}
