namespace PSLayers.Packages.Databases.Java;

/// <summary>What the manifest of a Java archive says of it (JAR File Specification, "JAR Manifest"; OSGi Core, "Bundle Manifest
/// Headers").</summary>
internal sealed class JavaManifest
{
    private string? _version;
    private string? _title;
    private string? _vendor;
    private string? _symbolicName;
    private string? _moduleName;

    /// <summary>Reads one, up to the first blank line: behind it come the parts of the archive.</summary>
    public static JavaManifest Read(PackageFile file, ReadOnlySpan<byte> text)
    {
        var manifest = new JavaManifest();
        var fields = new FieldLines(file, text);
        string? bundle = null, specification = null;
        while (fields.Next() && !fields.Name.IsEmpty)
        {
            if (fields.Is("Implementation-Version"u8))
                manifest._version = fields.Text;
            else if (fields.Is("Bundle-Version"u8))
                bundle = fields.Text;
            else if (fields.Is("Specification-Version"u8))
                specification = fields.Text;
            else if (fields.Is("Implementation-Title"u8))
                manifest._title = fields.Text;
            else if (fields.Is("Implementation-Vendor-Id"u8))
                manifest._vendor = fields.Text;
            else if (fields.Is("Bundle-SymbolicName"u8))
                manifest._symbolicName = fields.Text?.Split(';')[0].Trim();
            else if (fields.Is("Automatic-Module-Name"u8))
                manifest._moduleName = fields.Text;
        }
        manifest._version ??= bundle ?? specification;
        return manifest;
    }

    /// <summary>The package that an archive is; null where nothing tells its version.</summary>
    /// <param name="place">Where the archive is.</param>
    public PackageRecord? Package(string place)
    {
        string leaf = place[(place.LastIndexOf('/') + 1)..];
        leaf = leaf[..leaf.LastIndexOf('.')];
        (string name, string? version) = Split(leaf);
        version = version ?? _version;
        if (version is null || (name.Length == 0 && string.IsNullOrEmpty(_title)))
            return null;
        name = name.Length > 0 ? name : _title!;
        return new PackageRecord { Namespace = GroupOf(name), Name = name, Version = version, Place = place };
    }

    // The name of a file that a build wrote is that of the package, and its version.
    private static (string Name, string? Version) Split(string leaf)
    {
        for (int dash = leaf.IndexOf('-', StringComparison.Ordinal); dash > 0; dash = leaf.IndexOf('-', dash + 1))
        {
            if (dash + 1 < leaf.Length && char.IsAsciiDigit(leaf[dash + 1]))
                return (leaf[..dash], leaf[(dash + 1)..]);
        }
        return (leaf, null);
    }

    // Names of bundles and modules are those of groups as a rule, often with the package's own behind.
    private string GroupOf(string name)
    {
        if (_vendor is { } vendor && vendor.Contains('.', StringComparison.Ordinal) && !vendor.Contains(' ', StringComparison.Ordinal))
            return vendor;
        string? known = _symbolicName ?? _moduleName;
        if (known is null || !known.Contains('.', StringComparison.Ordinal))
            return name;
        return known.EndsWith("." + name, StringComparison.Ordinal) ? known[..^(name.Length + 1)] : known;
    }
}
