namespace PSLayers.Bytes;

/// <summary>How much of a long piece of work is done. Workers add to it from any thread; who waits for them looks at it now and then.
/// It also carries the wish to stop, which is checked where bytes are counted.</summary>
/// <param name="cancellation">Ends the work.</param>
internal class ReadMeter(CancellationToken cancellation = default)
{
    private long _total;
    private long _done;

    /// <summary>Bytes to be read in all, as far as is known yet.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Bytes that were read, or that needed no reading.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation => cancellation;

    /// <summary>Notes that more bytes are to be read; what hostile sizes add up to beyond any number counts as the largest.</summary>
    public void Expect(long bytes)
    {
        if (Interlocked.Add(ref _total, bytes) < 0)
            Interlocked.Exchange(ref _total, long.MaxValue);
    }

    /// <summary>Notes bytes that are done.</summary>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public virtual void Add(long bytes)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Interlocked.Add(ref _done, bytes) < 0)
            Interlocked.Exchange(ref _done, long.MaxValue);
    }
}
