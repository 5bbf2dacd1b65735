using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What the files say that list packages, each read once.</summary>
internal sealed class PackageReading
{
    private readonly Dictionary<(IPackageDatabase Database, (int Table, int Row) Place), List<PackageRecord>> _records = [];
    private readonly LayerErrors _errors;
    private readonly LayeredImage _image;
    private readonly PackageAllowance _allowance;

    private PackageReading(LayeredImage image) =>
        (_image, _errors, _allowance) = (image, new LayerErrors(image.Limits.Warnings), new PackageAllowance(image.Limits));

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
        var places = new Dictionary<(int Layer, int Row), PackageManifest>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach ((_, int version) in manifest.States)
            {
                if (version >= 0)
                    places.TryAdd(PackageManifest.PlaceOf(image.Tree, version), manifest);
            }
        }
        reading._errors.Add(ContentPass.Read(image, places.Keys, layer => new Visitor(reading, places, layer), meter));
        return reading;
    }

    private void Read(PackageManifest manifest, (int Table, int Row) place, ReadOnlyMemory<byte> content)
    {
        var file = new PackageFile(_image.Tree.Path(manifest.Node), content, _allowance);
        try
        {
            manifest.Database.Read(file);
            if (file.Complaint is { } complaint)
                _errors.Add(complaint);
        }
        catch (ImageException e)
        {
            _errors.Add(e);
        }
        lock (_records)
            _records[(manifest.Database, place)] = file.Packages;
    }

    private sealed class Visitor(PackageReading reading, Dictionary<(int Layer, int Row), PackageManifest> places, int layer) : IContentVisitor
    {
        private byte[] _content = [];
        private int _length;
        private int _row;

        public bool Begin(int row, long size)
        {
            (_row, _length) = (row, 0);
            PackageManifest manifest = places[(layer, row)];
            ReadLimits limits = reading._image.Limits;
            (long most, string name) = manifest.Database.HasDocuments ? (limits.DocumentSize, nameof(limits.DocumentSize)) : (limits.PackageFile, nameof(limits.PackageFile));
            string? refusal = size > most ? $"a list of packages of {size} bytes; at most {most} are read (limit {name})"
                : !reading._allowance.TakeFile(size) ? $"the lists of packages of all layers have more than {limits.PackageTotal} bytes (limit PackageTotal); the rest is not read"
                : null;
            if (refusal is not null)
            {
                reading._errors.Add(new ImageException(ImageErrorId.ContentTooLarge, refusal, reading._image.Tree.Path(manifest.Node)));
                return false;
            }
            if (_content.Length < size)
                _content = new byte[size];
            return true;
        }

        public void Add(ReadOnlySpan<byte> data)
        {
            data.CopyTo(_content.AsSpan(_length));
            _length += data.Length;
        }

        public void End() => reading.Read(places[(layer, _row)], (layer, _row), _content.AsMemory(0, _length));

        public void Dispose()
        {
        }
    }
}
