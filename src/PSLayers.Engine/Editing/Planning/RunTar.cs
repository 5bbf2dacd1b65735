using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Editing.Planning;

/// <summary>A run of layers as the tar of one layer that does the same: whoever puts it on the layers below sees what the run showed.</summary>
internal sealed class RunTar
{
    private readonly int _first;
    private readonly LayeredTree _tree;
    private readonly RunEffect _effect;
    private readonly TarPlan _plan;
    private readonly EntryPaths _paths;
    private readonly EntryPlace[] _places;
    private readonly LinkPlan _links;

    private RunTar(LayeredImage image, int first, int last, CancellationToken cancellation)
    {
        (_first, _tree, _plan, _paths) = (first, image.Tree, new TarPlan(image), new EntryPaths(image.Tree));
        _effect = RunEffect.Of(_tree, first, last, cancellation);
        _places = new EntryPlace[_tree.NodeCount];
        _links = new LinkPlan(image, _effect, first, last, _plan, _places);
    }

    /// <summary>Makes the tar.</summary>
    /// <param name="image">The image.</param>
    /// <param name="first">The lowest layer of the run.</param>
    /// <param name="last">Its uppermost layer.</param>
    /// <param name="leftOut">How many hard links are left out since they lead nowhere.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">A layer of the run is absent, or cannot be read to its end.</exception>
    public static SplicedSource Of(LayeredImage image, int first, int last, out int leftOut, CancellationToken cancellation)
    {
        for (int layer = first; layer <= last; layer++)
            CheckLayer(image, layer);
        var run = new RunTar(image, first, last, cancellation);
        SplicedSource tar = run.Make(cancellation);
        leftOut = run._links.LeftOut.Count;
        return tar;
    }

    /// <summary>Refuses a layer of which not all entries are known.</summary>
    /// <exception cref="ImageException">It is absent, no tar, damaged, or more than the limits allow.</exception>
    public static void CheckLayer(LayeredImage image, int layer)
    {
        if (image.Tree.Layers[layer] is { } index)
        {
            if (index.Damage is { } damage)
                throw damage;
            return;
        }
        LayerSource source = image.Image.Layers[layer];
        throw source.Refusal ?? new ImageException(ImageErrorId.LayerUnreadable,
            $"layer {layer} {source.WhyUnread ?? "is left out of views, or cannot be read"}; what it does is not known", source.Blob?.Name ?? source.Name);
    }

    private SplicedSource Make(CancellationToken cancellation)
    {
        foreach (int node in _effect.Removed)
            _plan.PutFirst(Whiteout(node));
        foreach (int node in _effect.Opaque)
            _plan.PutFirst(Marker(node, [.. ".wh..wh..opq"u8]));
        List<int> links = Sort(out List<int> directories, cancellation);
        _links.Add(links, cancellation);
        foreach (int node in _links.LeftOut.Where(node => _first > 0))
            _plan.PutFirst(Whiteout(node));
        List<int> ahead = Ahead(cancellation);
        foreach (int node in directories)
        {
            if (_places[node] != EntryPlace.Below)
                Keep(node);
        }
        foreach (int node in ahead)
            PutFirst(node);
        return _plan.Build(cancellation);
    }

    private EntryHeader Whiteout(int node) => Marker(_tree.Parent(node), [.. ".wh."u8, .. _tree.Name(node)]);

    private EntryHeader Marker(int directory, byte[] name) =>
        new() { Name = directory == LayeredTree.Root ? name : [.. _paths.NameOf(directory), (byte)'/', .. name] };

    // Keeps what is neither a directory nor a link. Links come in the order of the layers.
    private List<int> Sort(out List<int> directories, CancellationToken cancellation)
    {
        var links = new List<int>();
        directories = [];
        for (int node = 0; node < _tree.NodeCount; node++)
        {
            _places[node] = EntryPlace.Nowhere;
            if (_effect.Kept[node] is not (>= 0 and int version) || _tree.Version(version) is not { Row: >= 0 } kept)
                continue;
            _places[node] = new EntryPlace(kept.Layer, kept.Row);
            EntryType type = TypeOf(kept);
            if (type == EntryType.HardLink)
                links.Add(node);
            else if (type == EntryType.Directory)
                directories.Add(node);
            else
                Keep(node);
        }
        cancellation.ThrowIfCancellationRequested();
        links.Sort((one, other) => _places[one].CompareTo(_places[other]));
        return links;
    }

    // Directories that have to stand before all else, so that what is put into them gets there; and those that only an entry makes. Each stands
    // before those in it.
    private List<int> Ahead(CancellationToken cancellation)
    {
        HashSet<int> replacing = [.. _effect.Replacing], unlisted = [.. _effect.Unlisted];
        var earliest = new EntryPlace[_tree.NodeCount];
        Array.Fill(earliest, EntryPlace.Nowhere);
        var ahead = new List<int>();
        // What is in a directory has a greater number.
        for (int node = _tree.NodeCount - 1; node >= 0; node--)
        {
            if (_effect.Kept[node] is >= 0 and int version)
            {
                bool isImplied = _tree.Version(version).Row < 0;
                if (isImplied ? unlisted.Contains(node) || earliest[node] == EntryPlace.Nowhere : replacing.Contains(node) && earliest[node].CompareTo(_places[node]) < 0)
                {
                    ahead.Add(node);
                    _places[node] = EntryPlace.Below;
                }
            }
            EntryPlace here = earliest[node].CompareTo(_places[node]) < 0 ? earliest[node] : _places[node];
            if (node > LayeredTree.Root && here.CompareTo(earliest[_tree.Parent(node)]) < 0)
                earliest[_tree.Parent(node)] = here;
        }
        cancellation.ThrowIfCancellationRequested();
        ahead.Reverse();
        return ahead;
    }

    private EntryType TypeOf(NodeVersion version) => _tree.Layers[version.Layer]!.Row(version.Row).Type;

    private void PutFirst(int node)
    {
        NodeVersion kept = _tree.Version(_effect.Kept[node]);
        if (kept.Row >= 0)
            _plan.PutFirst(Renamed(node, kept));
        else
            _plan.PutFirst(new EntryHeader { Name = _paths.NameOf(node), Type = EntryType.Directory, Mode = ImageFile.ImpliedMode });
    }

    private void Keep(int node)
    {
        NodeVersion kept = _tree.Version(_effect.Kept[node]);
        if (_paths.IsNamed(kept.Layer, kept.Row, node))
            _plan.Keep(kept.Layer, kept.Row);
        else
            _plan.Put(kept.Layer, kept.Row, Renamed(node, kept));
    }

    private RenamedEntry Renamed(int node, NodeVersion kept) => new(kept.Layer, kept.Row, _paths.NameOf(node, TypeOf(kept))) { HasData = true };
}
