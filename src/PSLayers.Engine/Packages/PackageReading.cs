using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What the files say that list packages, each read once.</summary>
internal sealed class PackageReading
{
    private readonly Dictionary<(IPackageDatabase Database, (int Table, int Row) Place), List<PackageRecord>> _records = [];
    private readonly LayerErrors _errors;
    private readonly LayeredImage _image;
    private int _count;

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
        var file = new PackageFile(_image.Tree.Path(manifest.Node), content);
        var found = new List<PackageRecord>();
        try
        {
            foreach (PackageRecord record in manifest.Database.Read(file))
            {
                if (Interlocked.Increment(ref _count) > _image.Limits.Packages)
                    throw new ImageException(ImageErrorId.CountLimit, $"the layers of the image list more than {_image.Limits.Packages} packages (limit Packages); the rest is left out");
                found.Add(record);
            }
        }
        catch (ImageException e)
        {
            _errors.Add(e);
        }
        lock (_records)
            _records[(manifest.Database, place)] = found;
    }

    private sealed class Visitor(PackageReading reading, Dictionary<(int Layer, int Row), PackageManifest> places, int layer) : IContentVisitor
    {
        private byte[] _content = [];
        private int _length;
        private int _row;

        public bool Begin(int row, long size)
        {
            (_row, _length) = (row, 0);
            if (size > reading._image.Limits.PackageFile)
            {
                string path = reading._image.Tree.Path(places[(layer, row)].Node);
                reading._errors.Add(new ImageException(ImageErrorId.ContentTooLarge, $"a list of packages of {size} bytes; at most {reading._image.Limits.PackageFile} are read (limit PackageFile)", path));
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

        public void End()
        {
            reading.Read(places[(layer, _row)], (layer, _row), _content.AsMemory(0, _length));
        }

        public void Dispose()
        {
        }
    }
}
