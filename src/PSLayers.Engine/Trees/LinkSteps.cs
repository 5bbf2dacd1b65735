namespace PSLayers.Trees;

/// <summary>How far the symbolic links of one piece of work are followed: each of some kilobytes, they may stand in the way of millions of names.
/// For any thread.</summary>
/// <param name="limit">Bytes of their targets.</param>
internal sealed class LinkSteps(long limit)
{
    private long _taken;

    /// <summary>Whether the limit was met, so that some links were not followed.</summary>
    public bool AreSpent => Interlocked.Read(ref _taken) > limit;

    /// <summary>Counts a link.</summary>
    /// <param name="bytes">Bytes of its target.</param>
    /// <returns>Whether it may be followed.</returns>
    public bool Spend(int bytes) => Interlocked.Add(ref _taken, bytes) <= limit;
}
