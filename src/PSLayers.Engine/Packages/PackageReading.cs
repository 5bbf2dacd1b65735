using System.Collections.Concurrent;
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
    private readonly Dictionary<(IPackageDatabase Database, (int Table, int Row) Place, (int Table, int Row) Beside), List<PackageRecord>> _records = [];
    private readonly ConcurrentDictionary<(int Table, int Row), byte[]> _companions = [];
    private readonly LayerErrors _errors;
    private readonly LayeredImage _image;
    private readonly PackageAllowance _allowance;

    private PackageReading(LayeredImage image) =>
        (_image, _errors, _allowance) = (image, new LayerErrors(image.Limits.Warnings), new PackageAllowance(image.Limits));

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>What a file says as it is in one state; nothing of one that could not be read.</summary>
    public IReadOnlyList<PackageRecord> this[PackageManifest manifest, PackageManifestState state] =>
        _records.GetValueOrDefault((manifest.Database, PackageManifest.PlaceOf(_image.Tree, state.Version), PackageManifest.PlaceOf(_image.Tree, state.Companion))) ?? [];

    /// <summary>Reads files.</summary>
    /// <param name="image">The image.</param>
    /// <param name="manifests">The files, with all of their versions.</param>
    /// <param name="licenses">Is given the licences that files of their own tell.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    public static PackageReading Of(LayeredImage image, IReadOnlyList<PackageManifest> manifests, PackageLicenses licenses, ReadMeter meter)
    {
        var reading = new PackageReading(image);
        reading.ReadCompanions(manifests, meter);
        var files = new Dictionary<(int Table, int Row), IWholeFile>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach (PackageManifestState state in manifest.States)
            {
                if (state.Version < 0)
                    continue;
                (int, int) place = PackageManifest.PlaceOf(image.Tree, state.Version);
                if (!files.TryGetValue(place, out IWholeFile? known))
                    files.Add(place, known = new ManifestFile(reading, manifest, place));
                ((ManifestFile)known).Companions.Add(PackageManifest.PlaceOf(image.Tree, state.Companion));
            }
        }
        foreach ((ILicenseFiles kind, int node, int version) in licenses.Files(manifests.Select(manifest => manifest.Database).Distinct(), meter.Cancellation))
            files.TryAdd(PackageManifest.PlaceOf(image.Tree, version), new LicenseFile(reading, licenses, kind, node, PackageManifest.PlaceOf(image.Tree, version)));
        reading.Read(files, meter);
        return reading;
    }

    // These first: they are few and small, and each is needed beside its file, whose layer may be another one.
    private void ReadCompanions(IReadOnlyList<PackageManifest> manifests, ReadMeter meter)
    {
        var files = new Dictionary<(int Table, int Row), IWholeFile>();
        long room = _image.Limits.PackageFile;
        foreach (PackageManifest manifest in manifests)
        {
            foreach (PackageManifestState state in manifest.States)
            {
                (int Table, int Row) place = PackageManifest.PlaceOf(_image.Tree, state.Companion);
                long size = state.Companion < 0 ? 0 : _image.Tree.Layers[place.Table]!.Row(place.Row).Size;
                if (size == 0 || files.ContainsKey(place))
                    continue;
                if (size <= room)
                    files.Add(place, new CompanionFile(this, manifest, place));
                else
                    _errors.Add(new ImageException(ImageErrorId.ContentTooLarge,
                        $"a log of {size} bytes belongs to the list of packages; of all logs at most {_image.Limits.PackageFile} bytes are read (limit PackageFile)", _image.Tree.Path(manifest.Node)));
                room -= Math.Min(room, size);
            }
        }
        if (files.Count > 0)
            Read(files, meter);
    }

    private void Read(Dictionary<(int Layer, int Row), IWholeFile> files, ReadMeter meter) =>
        _errors.Add(ContentPass.Read(_image, files.Keys, layer => new Visitor(this, files, layer), meter));

    private ImageException TooMuch(int node) => new(ImageErrorId.ContentTooLarge,
        $"the lists of packages of all layers have more than {_image.Limits.PackageTotal} bytes (limit PackageTotal); the rest is not read", _image.Tree.Path(node));

    /// <summary>A file that is read whole.</summary>
    private interface IWholeFile
    {
        int Node { get; }

        bool IsDocument { get; }

        void Take(ReadOnlyMemory<byte> content);
    }

    private sealed class ManifestFile(PackageReading reading, PackageManifest manifest, (int Table, int Row) place) : IWholeFile
    {
        public HashSet<(int Table, int Row)> Companions { get; } = [];

        public int Node => manifest.Node;

        public bool IsDocument => manifest.Database.HasDocuments;

        public void Take(ReadOnlyMemory<byte> content)
        {
            int read = 0;
            foreach ((int, int) beside in Companions)
            {
                // To read it with another companion is as much work as to read another file.
                if (read++ > 0 && !reading._allowance.TakeFile(content.Length))
                {
                    reading._errors.Add(reading.TooMuch(manifest.Node));
                    return;
                }
                var file = new PackageFile(reading._image.Tree.Path(manifest.Node), content, reading._allowance) { Companion = reading._companions.GetValueOrDefault(beside) };
                try
                {
                    manifest.Database.Read(file);
                    if (file.Complaint is { } complaint)
                        reading._errors.Add(complaint);
                }
                catch (ImageException e)
                {
                    reading._errors.Add(e);
                }
                lock (reading._records)
                    reading._records[(manifest.Database, place, beside)] = file.Packages;
            }
        }
    }

    private sealed class CompanionFile(PackageReading reading, PackageManifest manifest, (int Table, int Row) place) : IWholeFile
    {
        public int Node => manifest.Node;

        public bool IsDocument => false;

        public void Take(ReadOnlyMemory<byte> content) => reading._companions[place] = content.ToArray();
    }

    private sealed class LicenseFile(PackageReading reading, PackageLicenses licenses, ILicenseFiles kind, int node, (int Table, int Row) place) : IWholeFile
    {
        public int Node => node;

        public bool IsDocument => true;

        public void Take(ReadOnlyMemory<byte> content) =>
            licenses.Add(place, kind.Read(new PackageFile(reading._image.Tree.Path(node), content, reading._allowance)));
    }

    private sealed class Visitor(PackageReading reading, Dictionary<(int Layer, int Row), IWholeFile> files, int layer) : IContentVisitor
    {
        private byte[] _content = [];
        private int _length;
        private int _row;

        public bool Begin(int row, long size)
        {
            (_row, _length) = (row, 0);
            IWholeFile file = files[(layer, row)];
            ReadLimits limits = reading._image.Limits;
            (long most, string name) = file.IsDocument ? (limits.DocumentSize, nameof(limits.DocumentSize)) : (limits.PackageFile, nameof(limits.PackageFile));
            ImageException? refusal = size > most
                ? new ImageException(ImageErrorId.ContentTooLarge, $"a list of packages of {size} bytes; at most {most} are read (limit {name})", reading._image.Tree.Path(file.Node))
                : !reading._allowance.TakeFile(size) ? reading.TooMuch(file.Node) : null;
            if (refusal is not null)
            {
                reading._errors.Add(refusal);
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

        public void End() => files[(layer, _row)].Take(_content.AsMemory(0, _length));

        public void Dispose()
        {
        }
    }
}
