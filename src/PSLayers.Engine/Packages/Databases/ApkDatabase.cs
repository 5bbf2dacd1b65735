using System.Globalization;
using PSLayers.Packages.Versions;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Alpine and its kin. Format: apk-package(5), "installed": a letter a field.</summary>
internal sealed class ApkDatabase : IPackageDatabase
{
    public string Type => "apk";

    public bool IsOfSystem => true;

    public string DefaultSystem => "alpine";

    public IComparer<string> Versions => ApkVersions.Order;

    public bool Keeps(PackagePath path) => path.Name.SequenceEqual("installed"u8) && (path.Is("lib/apk/db/installed"u8) || path.Is("usr/lib/apk/db/installed"u8));

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
