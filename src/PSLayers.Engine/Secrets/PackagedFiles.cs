using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>Finds which files are, to the last byte, what a package of the operating system brought.</summary>
/// <param name="image">The image.</param>
/// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
internal sealed class PackagedFiles(LayeredImage image, ReadMeter meter)
{
    // In so many views the databases are read; files of further layers are looked up in the uppermost view.
    private const int Views = 8;

    private readonly Dictionary<(int Layer, int Row), FileOwner> _claims = [];
    private readonly Dictionary<(int Layer, int Row), string> _owners = [];
    private readonly LayerErrors _errors = new(image.Limits.Warnings);

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>Name of the package that brought a file as it is; null for none.</summary>
    public string? OwnerOf(int layer, int row) => _owners.GetValueOrDefault((image.Tree.TableOf(layer), row));

    /// <summary>Looks for the packages of files.</summary>
    /// <param name="nodes">The files, each with its path's node; -1 for what is at no path.</param>
    public void Find(IReadOnlyDictionary<(int Layer, int Row), int> nodes)
    {
        IPackageDatabase[] databases = [.. PackageDatabases.All.Where(database => database.IsOfSystem)];
        int[] layers = [.. nodes.Keys.Select(place => place.Layer).Distinct()];
        foreach (IGrouping<int, KeyValuePair<(int Layer, int Row), int>> several in nodes.Where(place => place.Value >= 0)
            .GroupBy(place => layers.Length <= Views ? place.Key.Layer : image.Layers.Count - 1))
        {
            // A file is as its layer's database says; a later one may have another version.
            PackageOwnership ownership = PackageOwnership.Of(
                image, image.Tree.View(several.Key), databases, [.. several.Select(place => place.Value).Distinct()], withDigests: true, meter);
            _errors.Add(ownership.Errors);
            foreach (((int layer, int row), int node) in several)
            {
                if (ownership[node] is { Digest.IsEmpty: false } owner)
                    _claims.TryAdd((image.Tree.TableOf(layer), row), owner);
            }
        }
        _errors.Add(ContentPass.Read(image, _claims.Keys, layer => new Visitor(this, layer), meter));
    }

    private sealed class Visitor(PackagedFiles files, int layer) : IContentVisitor
    {
        private IncrementalHash? _hash;
        private int _row;

        public bool Begin(int row, long size)
        {
            _hash?.Dispose();
            _row = row;
            _hash = IncrementalHash.CreateHash(files._claims[(layer, row)].Algorithm);
            return true;
        }

        public void Add(ReadOnlySpan<byte> data) => _hash!.AppendData(data);

        public void End()
        {
            FileOwner claim = files._claims[(layer, _row)];
            if (!_hash!.GetHashAndReset().AsSpan().SequenceEqual(claim.Digest.Span))
                return;
            lock (files._owners)
                files._owners[(layer, _row)] = claim.Package;
        }

        public void Dispose() => _hash?.Dispose();
    }
}
