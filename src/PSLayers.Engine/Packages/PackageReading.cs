using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What the files say that list packages, each read once.</summary>
internal sealed class PackageReading
{
    private readonly Dictionary<(IPackageDatabase Database, (int Table, int Row) Place, (int Table, int Row) Beside), List<PackageRecord>> _records = [];
    private readonly Dictionary<(int Table, int Row), HashSet<(int Table, int Row)>> _beside = [];
    private readonly LayerErrors _errors;
    private readonly LayeredImage _image;
    private readonly PackageAllowance _allowance;
    private readonly WholeFiles _files;
    private readonly PackageCompanions _companions;

    private PackageReading(LayeredImage image)
    {
        (_image, _errors, _allowance) = (image, new LayerErrors(image.Limits.Warnings), new PackageAllowance(image.Limits));
        (_files, _companions) = (new WholeFiles(image, _allowance, _errors), new PackageCompanions(image, _errors));
    }

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
        var files = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach (PackageManifestState state in manifest.States)
            {
                if (state.Version < 0)
                    continue;
                (int, int) place = PackageManifest.PlaceOf(image.Tree, state.Version);
                files.TryAdd(place, (manifest.Database, manifest.Node));
                reading._companions.Want(manifest.Database, manifest.Node, state.Companion);
                if (!reading._beside.TryGetValue(place, out HashSet<(int, int)>? beside))
                    reading._beside.Add(place, beside = []);
                beside.Add(PackageManifest.PlaceOf(image.Tree, state.Companion));
            }
        }
        foreach ((IPackageDatabase database, int node, (int, int) place) in licenses.Files([.. manifests.Select(manifest => manifest.Database).Distinct()], meter.Cancellation))
            files.TryAdd(place, (database, node));
        reading._companions.Read(reading._files, meter);
        reading._files.Read(files, (place, file) =>
        {
            if (reading._beside.ContainsKey(place))
                reading.Read(files[place].Database, place, file);
            else
                licenses.Add(place, files[place].Database, file);
        }, meter);
        return reading;
    }

    private void Read(IPackageDatabase database, (int Table, int Row) place, PackageFile file)
    {
        bool isFirst = true;
        foreach ((int, int) beside in _beside[place])
        {
            // To read it with another companion is as much work as to read another file.
            if (!isFirst && !_allowance.TakeFile(file.Content.Length))
                throw _files.TooMany(file.Path);
            PackageFile one = isFirst ? file : new PackageFile(file.Path, file.Content, _allowance) { Cancellation = file.Cancellation };
            one.Companion = _companions[beside];
            lock (_records)
                _records[(database, place, beside)] = one.Packages;
            // What was taken before something broke counts.
            try
            {
                database.Read(one);
            }
            catch (ImageException e)
            {
                _errors.Add(e);
            }
            if (!isFirst && one.Complaint is { } complaint)
                _errors.Add(complaint);
            isFirst = false;
        }
    }
}
