using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What the files say that list packages, each read once.</summary>
internal sealed class PackageReading
{
    private readonly Dictionary<(IPackageDatabase Database, (int Table, int Row) Place), List<PackageRecord>> _records = [];
    private readonly LayerErrors _errors;
    private readonly LayeredImage _image;

    private PackageReading(LayeredImage image) => (_image, _errors) = (image, new LayerErrors(image.Limits.Warnings));

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>What a version of a file says; nothing of one that could not be read.</summary>
    public IReadOnlyList<PackageRecord> this[PackageManifest manifest, int version] => _records.GetValueOrDefault((manifest.Database, PackageManifest.PlaceOf(_image.Tree, version))) ?? [];

    /// <summary>Reads files.</summary>
    /// <param name="image">The image.</param>
    /// <param name="manifests">The files, with all of their versions.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    public static PackageReading Of(LayeredImage image, IReadOnlyList<PackageManifest> manifests, ReadMeter meter)
    {
        var reading = new PackageReading(image);
        var files = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach ((_, int version) in manifest.States)
            {
                if (version >= 0)
                    files.TryAdd(PackageManifest.PlaceOf(image.Tree, version), (manifest.Database, manifest.Node));
            }
        }
        new WholeFiles(image, new PackageAllowance(image.Limits), reading._errors).Read(files, (place, file) => reading.Read(files[place].Database, place, file), meter);
        return reading;
    }

    // What was taken before something broke counts.
    private void Read(IPackageDatabase database, (int Table, int Row) place, PackageFile file)
    {
        lock (_records)
            _records[(database, place)] = file.Packages;
        database.Read(file);
    }
}
