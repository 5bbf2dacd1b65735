using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>The regular files that the layers of an image store, hidden ones too; a layer that the image names twice is read once.</summary>
internal sealed class StoredFiles
{
    private readonly LayeredImage _image;
    private readonly SecretOptions _options;
    private readonly List<ImageException> _errors = [];

    private StoredFiles(LayeredImage image, SecretOptions options) => (_image, _options) = (image, options);

    /// <summary>Where the files to search are: the first layer that has the table, and the row.</summary>
    public List<(int Layer, int Row)> Rows { get; } = [];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

    /// <summary>Finds the files to search.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">Which layers and paths are wanted.</param>
    /// <param name="errors">Told of paths that no layer has.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static StoredFiles Of(LayeredImage image, SecretOptions options, List<ImageException> errors, CancellationToken cancellation)
    {
        var files = new StoredFiles(image, options);
        HashSet<(int Table, int Row)>? named = options.InnerPaths.Count == 0 ? null : files.Named(errors, cancellation);
        foreach (int table in files.Layers.Select(image.Tree.TableOf).Distinct())
        {
            LayerIndex index = image.Tree.Layers[table]!;
            for (int row = 0; row < index.Count; row++)
            {
                if (index.Row(row) is { Type: EntryType.File, Size: > 0 } && named?.Contains((table, row)) != false)
                    files.Rows.Add((table, row));
            }
            cancellation.ThrowIfCancellationRequested();
        }
        return files;
    }

    /// <summary>Where some of the files are in the image, layer by layer in the order of the tars.</summary>
    /// <param name="found">The files, as in <see cref="Rows"/>.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public IEnumerable<StoredFile> Places(IEnumerable<(int Layer, int Row)> found, ReadMeter meter)
    {
        ILookup<int, int> rows = found.ToLookup(place => place.Layer, place => place.Row);
        if (rows.Count == 0)
            return [];
        var nodes = new SortedDictionary<(int Layer, int Row), int>();
        // A layer may be named thousands of times; so many findings are not shown anyway.
        foreach (int layer in Layers.Where(layer => rows.Contains(_image.Tree.TableOf(layer))).TakeWhile(_ => nodes.Count <= _image.Limits.SecretsOfImage))
            Locate(layer, [.. rows[_image.Tree.TableOf(layer)]], nodes, meter.Cancellation);
        var hidden = new Dictionary<(int Layer, int Row), HiddenVersion>();
        foreach (HiddenVersion version in HiddenVersions.Of(_image.Tree.TopView, meter.Cancellation))
        {
            if (nodes.ContainsKey((_image.Tree.Version(version.Version).Layer, version.Row)))
                hidden[(_image.Tree.Version(version.Version).Layer, version.Row)] = version;
        }
        var packaged = new PackagedFiles(_image, meter);
        packaged.Find(nodes);
        _errors.AddRange(packaged.Errors);
        return nodes.Select(place => new StoredFile(
            place.Key.Layer,
            place.Key.Row,
            place.Value >= 0 ? _image.Tree.Path(place.Value) : _image.Tree.Layers[place.Key.Layer]!.Path(place.Key.Row),
            place.Value >= 0 && !hidden.ContainsKey(place.Key),
            hidden.TryGetValue(place.Key, out HiddenVersion by) ? by : null,
            packaged.OwnerOf(place.Key.Layer, place.Key.Row)));
    }

    private IEnumerable<int> Layers => Enumerable.Range(0, _image.Layers.Count)
        .Where(layer => _image.Tree.Layers[layer] is not null && _options.Layers?.Contains(layer) != false);

    // Finds the paths of rows; -1 for what no view shows, such as AUFS's own records.
    private void Locate(int layer, HashSet<int> rows, SortedDictionary<(int Layer, int Row), int> nodes, CancellationToken cancellation)
    {
        foreach (int row in rows)
            nodes[(layer, row)] = -1;
        foreach (int node in _image.Tree.TouchedBy(layer))
        {
            cancellation.ThrowIfCancellationRequested();
            int version = _image.Tree.VersionIn(node, layer);
            if (version >= 0 && rows.Contains(_image.Tree.Version(version).Row))
                nodes[(layer, _image.Tree.Version(version).Row)] = node;
        }
        (int at, int end) = _image.Tree.RepeatedIn(layer);
        for (; at < end; at++)
        {
            if (rows.Contains(_image.Tree.Repeated[at].Row))
                nodes[(layer, _image.Tree.Repeated[at].Row)] = _image.Tree.Repeated[at].Node;
        }
    }

    // The files at the paths that are asked for, and all that is below them.
    private HashSet<(int Table, int Row)> Named(List<ImageException> errors, CancellationToken cancellation)
    {
        LayeredTree tree = _image.Tree;
        Func<string, bool> isNamed = PathChoice.Of([_image], _options.InnerPaths, errors.Add, orBelow: true)!;
        var named = new HashSet<(int, int)>();
        for (int node = LayeredTree.Root + 1; node < tree.NodeCount; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!isNamed(tree.Path(node)))
                continue;
            (int version, int end) = tree.Versions(node);
            for (; version < end; version++)
            {
                int layer = tree.Version(version).Layer;
                named.Add((tree.TableOf(layer), tree.Version(version).Row));
                (int at, int last) = tree.RepeatedAt(node, layer);
                for (; at < last; at++)
                    named.Add((tree.TableOf(layer), tree.Repeated[at].Row));
            }
        }
        return named;
    }
}
