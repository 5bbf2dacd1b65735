using System.Collections.Concurrent;

namespace PSLayers.Compression;

/// <summary>The pieces of a stream, of which the next ones are read on another core while one is looked at.</summary>
internal sealed class AheadChunkReader : ChunkReader
{
    // Two pieces in the cache of a core beside each other, and some to make up for a core that has other work for a moment.
    private const int PieceSize = 256 << 10;
    private const int Pieces = 4;

    private readonly Stream _stream;
    private readonly BlockingCollection<byte[]> _free = [];
    private readonly BlockingCollection<(byte[] Piece, int Length)> _read = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;
    private byte[]? _current;

    /// <summary>Begins to read.</summary>
    /// <param name="stream">The stream; closed with this.</param>
    public AheadChunkReader(Stream stream)
    {
        _stream = stream;
        for (int i = 0; i < Pieces; i++)
            _free.Add(new byte[PieceSize]);
        // It waits most of the time, and must not keep others from a thread.
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override ReadOnlyMemory<byte> Next()
    {
        if (_current is not null)
            _free.Add(_current);
        _current = null;
        if (_read.TryTake(out (byte[] Piece, int Length) next, Timeout.Infinite))
        {
            _current = next.Piece;
            return next.Piece.AsMemory(0, next.Length);
        }
        // What kept it from reading on is told where the bytes would be.
        _reading.GetAwaiter().GetResult();
        return default;
    }

    public override void Dispose()
    {
        _stop.Cancel();
        ((IAsyncResult)_reading).AsyncWaitHandle.WaitOne();
        _stream.Dispose();
        _free.Dispose();
        _read.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                byte[] piece = _free.Take(_stop.Token);
                int length = _stream.Read(piece, 0, piece.Length);
                if (length == 0)
                    return;
                _read.Add((piece, length));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Nobody wants more.
        }
        finally
        {
            _read.CompleteAdding();
        }
    }
}
