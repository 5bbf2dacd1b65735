using System.Runtime.CompilerServices;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>The versions of all paths, and the rule that says which of them can be seen.</summary>
/// <param name="budget">What growing may cost.</param>
internal sealed class VersionTable(MemoryBudget budget)
{
    private NodeVersion[] _versions = new NodeVersion[64];

    /// <summary>Number of versions.</summary>
    public int Count { get; private set; }

    /// <summary>About how many bytes of memory the table takes.</summary>
    public long Footprint => 16L * _versions.Length;

    public ref NodeVersion this[int version] => ref _versions[version];

    /// <summary>Adds a version and says its number.</summary>
    public int Add(NodeVersion version)
    {
        if (Count == _versions.Length)
        {
            budget.Take((long)Count * Unsafe.SizeOf<NodeVersion>());
            Array.Resize(ref _versions, Count * 2);
        }
        _versions[Count] = version;
        return Count++;
    }

    /// <summary>Takes the last versions back.</summary>
    /// <param name="count">How many remain.</param>
    public void CutTo(int count) => Count = count;

    /// <summary>Gives back what was reserved for growth.</summary>
    public void Trim() => Array.Resize(ref _versions, Count);

    /// <summary>The version of a path that can be seen in the view of some layers. A layer hides what the layers below it have, never its
    /// own: that is why all of it is a question of the lowest layer that may still show.</summary>
    /// <param name="first">The path's first version, or -1.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="lowest">The lowest layer that the directories above let show; becomes the same for what is below the path.</param>
    /// <returns>The version that is seen; -1 where there is none.</returns>
    public int Visible(int first, int top, ref int lowest)
    {
        int seen = -1;
        int below = lowest;
        int self = lowest;
        for (int at = first; at >= 0 && _versions[at].Layer <= top; at = _versions[at].Next)
        {
            ref readonly NodeVersion version = ref _versions[at];
            if ((version.Flags & VersionFlags.Removed) != 0)
                self = Math.Max(self, version.Layer);
            if ((version.Flags & (VersionFlags.Removed | VersionFlags.Opaque)) != 0)
                below = Math.Max(below, version.Layer);
            if ((version.Flags & VersionFlags.Present) == 0)
                continue;
            seen = at;
            // What is no directory has nothing below it, whatever the layers up to its own put there.
            if ((version.Flags & VersionFlags.Directory) == 0)
                below = Math.Max(below, version.Layer + 1);
        }
        lowest = below;
        return seen >= 0 && _versions[seen].Layer >= self ? seen : -1;
    }
}
