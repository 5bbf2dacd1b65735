using System.Runtime.InteropServices;

namespace PSLayers.Tar;

/// <summary>Where a sparse file has data: regions in ascending order, whose bytes stand one behind the other in the tar. Everywhere else the
/// file is zeros.</summary>
internal sealed class SparseMap
{
    private readonly SparseRegion[] _regions;
    private readonly long _size;

    /// <param name="regions">The regions, in ascending order, none of them empty.</param>
    /// <param name="size">Size of the file, holes included.</param>
    public SparseMap(SparseRegion[] regions, long size) => (_regions, _size) = (regions, size);

    /// <summary>What is at a position before the file's end.</summary>
    /// <returns>Offset in the tar, -1 in a hole; and for how many bytes it goes on.</returns>
    public (long Offset, long Length) At(long position)
    {
        int next = After(position);
        if (next > 0 && _regions[next - 1] is var region && position < region.Start + region.Length)
            return (region.Offset + (position - region.Start), region.Start + region.Length - position);
        return (-1, (next < _regions.Length ? _regions[next].Start : _size) - position);
    }

    /// <summary>What is right before a position behind the file's start.</summary>
    /// <returns>Whether it is a hole, and how many bytes of it are before the position.</returns>
    public (bool IsHole, long Length) Before(long position)
    {
        int next = After(position - 1);
        if (next == 0)
            return (true, position);
        SparseRegion region = _regions[next - 1];
        long end = region.Start + region.Length;
        return position <= end ? (false, position - region.Start) : (true, position - end);
    }

    // The first region that starts behind a position.
    private int After(long position)
    {
        int low = 0;
        int high = _regions.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_regions[middle].Start <= position)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}

/// <summary>A piece of a sparse file that is stored.</summary>
/// <param name="Start">Where it stands in the file.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Offset">Where its bytes start in the tar.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SparseRegion(long Start, long Length, long Offset);
