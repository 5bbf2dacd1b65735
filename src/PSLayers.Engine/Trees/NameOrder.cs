namespace PSLayers.Trees;

/// <summary>The order in which the names of a directory are shown: that of their bytes.</summary>
internal static class NameOrder
{
    private const int CheckEvery = 8192;

    /// <summary>The name of an item.</summary>
    public delegate ReadOnlySpan<byte> NameOf<in T>(T item);

    /// <summary>Sorts the items of a directory, of which there may be millions.</summary>
    /// <param name="items">The items.</param>
    /// <param name="name">The name of each.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static void Sort<T>(List<T> items, NameOf<T> name, CancellationToken cancellation)
    {
        // Those who pack layers mostly go by name, and the last one is first in a tree.
        if (items.Count < 2 || Follow(items, name, 0))
            return;
        if (Follow(items, name, items.Count - 1))
            items.Reverse();
        else
            SortAll(items, name, cancellation);
    }

    private static void SortAll<T>(List<T> items, NameOf<T> name, CancellationToken cancellation)
    {
        int left = CheckEvery;
        try
        {
            items.Sort((one, other) =>
            {
                if (--left == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    left = CheckEvery;
                }
                return name(one).SequenceCompareTo(name(other));
            });
        }
        catch (InvalidOperationException e) when (e.InnerException is OperationCanceledException)
        {
            // Whatever a comparison throws is wrapped.
            throw new OperationCanceledException(cancellation);
        }
    }

    // Whether the items stand in order from one end to the other.
    private static bool Follow<T>(List<T> items, NameOf<T> name, int first)
    {
        int step = first == 0 ? 1 : -1;
        for (int i = 1, at = first; i < items.Count; i++, at += step)
        {
            if (name(items[at]).SequenceCompareTo(name(items[at + step])) > 0)
                return false;
        }
        return true;
    }
}
