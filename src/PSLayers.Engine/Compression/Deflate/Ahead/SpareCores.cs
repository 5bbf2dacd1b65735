namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>Counts who decodes at the moment, so that helpers take only cores that would be idle.</summary>
/// <param name="cores">Number of cores.</param>
internal sealed class SpareCores(int cores)
{
    private int _busy;

    /// <summary>The cores of this process.</summary>
    public static SpareCores Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>Cores that are taken.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Notes someone who decodes, whether there is a core or not.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>Takes a core for a helper, if one is idle.</summary>
    public bool TryTake()
    {
        for (var busy = Busy; busy < cores;)
        {
            var seen = Interlocked.CompareExchange(ref _busy, busy + 1, busy);
            if (seen == busy)
                return true;
            busy = seen;
        }
        return false;
    }

    /// <summary>Gives back what <see cref="Enter"/> or <see cref="TryTake"/> took.</summary>
    public void Leave() => Interlocked.Decrement(ref _busy);
}
