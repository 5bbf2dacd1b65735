namespace PSLayers.Bytes;

/// <summary>Lets one thread at a time do a piece of work that others want as well. Whoever waits may stop to wait, and if the one that works is
/// stopped or fails, the next has its turn.</summary>
internal sealed class Turn
{
    private readonly object _gate = new();
    private bool _isTaken;

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The turn; it ends when this is disposed.</returns>
    /// <exception cref="OperationCanceledException">The caller is to stop.</exception>
    public Taken Take(CancellationToken cancellation)
    {
        using CancellationTokenRegistration wake = cancellation.Register(Wake);
        lock (_gate)
        {
            while (_isTaken)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }
            _isTaken = true;
            return new Taken(this);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    private void End()
    {
        lock (_gate)
        {
            _isTaken = false;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A turn that was taken.</summary>
    public readonly struct Taken(Turn turn) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => turn.End();
    }
}
