using System.Runtime.CompilerServices;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>The versions of all paths, in the order in which the layers make them, while a tree is built. Of each path only the last one needs to
/// be known: it tells what those before it did in short.</summary>
/// <param name="budget">What growing may cost.</param>
internal sealed class VersionTable(MemoryBudget budget)
{
    // In pieces, as an array that grows is there twice.
    private const int PieceBits = 13;
    private const int PieceSize = 1 << PieceBits;
    private const int FirstSize = 64;

    private readonly NodeVersion[] _below = [];
    private readonly int _offset, _start;
    private NodeVersion[][] _pieces = [new NodeVersion[FirstSize]];

    /// <summary>Goes on from versions that are not to change any more.</summary>
    /// <param name="below">Where they are.</param>
    /// <param name="offset">The first.</param>
    /// <param name="count">How many.</param>
    /// <param name="budget">What growing may cost.</param>
    public VersionTable(NodeVersion[] below, int offset, int count, MemoryBudget budget) : this(budget) =>
        (_below, _offset, _start, Count) = (below, offset, count, count);

    /// <summary>Number of versions.</summary>
    public int Count { get; private set; }

    public ref NodeVersion this[int version]
    {
        get
        {
            int own = version - _start;
            return ref own < 0 ? ref _below[version + _offset] : ref _pieces[own >> PieceBits][own & (PieceSize - 1)];
        }
    }

    /// <summary>Adds a version and says its number.</summary>
    public int Add(NodeVersion version)
    {
        int own = Count - _start, piece = own >> PieceBits;
        if (piece == _pieces.Length)
            Array.Resize(ref _pieces, piece * 2);
        int size = _pieces[piece]?.Length ?? 0;
        if ((own & (PieceSize - 1)) == size || size == 0)
        {
            int larger = piece > 0 ? PieceSize : size * 2;
            budget.Take((long)(larger - size) * Unsafe.SizeOf<NodeVersion>());
            Array.Resize(ref _pieces[piece], larger);
        }
        this[Count] = version;
        return Count++;
    }

    /// <summary>Takes the last versions back.</summary>
    /// <param name="count">How many remain.</param>
    public void CutTo(int count) => Count = count;

    /// <summary>The version of a path that can be seen in the view of some layers: see <see cref="LayeredTree.Visible"/>.</summary>
    /// <param name="last">The path's last version, or -1; no other is above the view.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="lowest">The lowest layer that the directories above let show; becomes the same for what is below the path.</param>
    public int Visible(int last, int top, ref int lowest)
    {
        if (last < 0)
            return -1;
        ref readonly NodeVersion version = ref this[last];
        bool isIn = version.Layer <= top;
        int seen = isIn && version.Has(VersionFlags.Present) ? last : version.Seen;
        (int self, int below) = isIn ? (version.Self, version.Below) : version.Before;
        bool isSeen = seen >= 0 && this[seen].Layer >= Math.Max(lowest, self);
        lowest = Math.Max(lowest, below);
        return isSeen ? seen : -1;
    }

    /// <summary>The same versions path by path, and layer by layer within each.</summary>
    /// <param name="nodes">The paths; each is told where its versions begin.</param>
    /// <param name="touched">By layer, the paths of its versions, in the order of those.</param>
    /// <param name="aside">Versions that no path has; they come last.</param>
    /// <param name="cancellation">Ends the work.</param>
    public NodeVersion[] ByPath(NodeTable nodes, int[][] touched, VersionTable aside, CancellationToken cancellation)
    {
        // The place where the versions of each path end, then its last one, and so on down to its first one.
        for (int node = 0; node < nodes.Count; node++)
            nodes[node].Version = 0;
        foreach (int[] layer in touched)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int node in layer)
                nodes[node].Version++;
        }
        for (int node = 1; node < nodes.Count; node++)
            nodes[node].Version += nodes[node - 1].Version;
        var sorted = new NodeVersion[Count + aside.Count];
        int version = Count;
        for (int layer = touched.Length - 1; layer >= 0; layer--)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = touched[layer].Length - 1; i >= 0; i--)
                sorted[--nodes[touched[layer][i]].Version] = this[--version];
        }
        for (int node = 0; node < nodes.Count; node++)
        {
            int end = node + 1 < nodes.Count ? nodes[node + 1].Version : Count;
            for (int at = nodes[node].Version + 1; at < end; at++)
                sorted[at].Follow(sorted[at - 1], at - 1);
        }
        for (int i = 0; i < aside.Count; i++)
            sorted[Count + i] = aside[i] with { Seen = -1 };
        return sorted;
    }

    /// <summary>The versions of a finished tree and those of one layer more, path by path.</summary>
    /// <param name="tree">The tree, whose versions come first here, path by path.</param>
    /// <param name="nodes">The paths, with the last version of each; each is told where its versions begin.</param>
    /// <param name="aside">Versions that no path has; they come last.</param>
    public NodeVersion[] OnTop(LayeredTree tree, NodeTable nodes, VersionTable aside)
    {
        var sorted = new NodeVersion[Count + aside.Count];
        int own = tree.OwnVersionCount, at = 0;
        for (int node = 0; node < nodes.Count; node++)
        {
            int last = nodes[node].Version;
            nodes[node].Version = at;
            (int version, int end) = node < tree.NodeCount ? tree.Versions(node) : (0, 0);
            for (int moved = at - version; version < end; version++, at++)
            {
                sorted[at] = this[version];
                if (sorted[at].Seen >= 0)
                    sorted[at].Seen += moved;
            }
            if (last < own)
                continue;
            sorted[at] = this[last];
            if (at > nodes[node].Version)
                sorted[at].Follow(sorted[at - 1], at - 1);
            at++;
        }
        for (int i = 0; i < aside.Count; i++)
            sorted[Count + i] = aside[i] with { Seen = -1 };
        return sorted;
    }
}
