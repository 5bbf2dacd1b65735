using PSLayers.Packages.Versions;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Python, each with a file of its own beside its code. Formats: "Recording installed projects" and "Core metadata
/// specifications" of the Python Packaging User Guide; older ones are files or folders called egg-info.</summary>
internal sealed class PythonPackages : IPackageDatabase
{
    public string Type => "pypi";

    public bool IsOfSystem => false;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path)
    {
        ReadOnlySpan<byte> name = path.Name;
        return (name.SequenceEqual("METADATA"u8) && path.Directory.Name.EndsWith(".dist-info"u8))
            || (name.SequenceEqual("PKG-INFO"u8) && path.Directory.Name.EndsWith(".egg-info"u8))
            || name.EndsWith(".egg-info"u8);
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
