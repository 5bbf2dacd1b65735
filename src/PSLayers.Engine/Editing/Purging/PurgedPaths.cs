using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>The paths that are taken out of an image: those that a user named, and all below them.</summary>
internal sealed class PurgedPaths
{
    private readonly LayeredTree _tree;
    private readonly bool[] _isPurged;

    /// <summary>Marks paths.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="nodes">The paths that were named.</param>
    /// <param name="cancellation">Ends the work.</param>
    public PurgedPaths(LayeredTree tree, IEnumerable<int> nodes, CancellationToken cancellation)
    {
        (_tree, _isPurged) = (tree, new bool[tree.NodeCount]);
        foreach (int node in nodes)
            _isPurged[node] = true;
        // A node stands after the directory that it is in.
        for (int node = 1; node < _isPurged.Length; node++)
        {
            _isPurged[node] |= _isPurged[tree.Parent(node)];
            HasLinks |= _isPurged[node] && IsLink(node);
        }
        // A link may have been replaced within its own layer, after others came by way of it.
        HasLinks = HasLinks || tree.Repeated.Exists(entry => _isPurged[entry.Node] && IsLink(entry.Layer, entry.Row));
        cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>Whether symbolic links are among them: then names that lead through links may lead elsewhere without them.</summary>
    public bool HasLinks { get; }

    /// <summary>Whether a path is taken out.</summary>
    public bool Has(int node) => node >= 0 && _isPurged[node];

    private bool IsLink(int node)
    {
        (int start, int end) = _tree.Versions(node);
        for (int version = start; version < end; version++)
        {
            if (_tree.Version(version) is { Row: >= 0 } there && IsLink(there.Layer, there.Row))
                return true;
        }
        return false;
    }

    private bool IsLink(int layer, int row) => _tree.Layers[layer]!.Row(row).Type is EntryType.SymbolicLink or EntryType.HardLink;
}
