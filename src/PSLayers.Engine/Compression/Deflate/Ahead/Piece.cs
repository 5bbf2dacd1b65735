using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>A stretch of the stored bytes that a helper decodes on trial, from the start of a block that it guesses to the start of another.</summary>
/// <remarks>One helper fills it; the reader in front looks at its marks meanwhile, and at its output only when the helper is done.</remarks>
/// <param name="from">The stored byte from which on the first block is looked for.</param>
/// <param name="start">The bit at which the first block begins, where that is known; else -1.</param>
internal sealed class Piece(long from, long start = -1)
{
    private readonly List<PiecePart> _parts = [];
    private readonly List<SeekPosition> _boundaries = [];
    private long _start = start;
    private long _progress = from;
    private long _until = long.MaxValue;
    private long _outputInParts;
    private int _footprint;
    private int _state;
    private volatile bool _isStopped;

    /// <summary>The stored byte from which on the first block is looked for.</summary>
    public long From { get; } = from;

    /// <summary>The bit of the stored stream at which the first block begins; -1 while it is not known.</summary>
    public long Start
    {
        get => Volatile.Read(ref _start);
        set => Volatile.Write(ref _start, value);
    }

    /// <summary>The stored byte at which decoding has arrived.</summary>
    public long Progress => Volatile.Read(ref _progress);

    /// <summary>The stored byte from which on another piece takes over.</summary>
    public long Until
    {
        get => Volatile.Read(ref _until);
        set => Volatile.Write(ref _until, value);
    }

    /// <summary>Whether the helper is to stop as soon as it can.</summary>
    public bool IsStopped => _isStopped;

    /// <summary>What has become of it. The output may be used when it is <see cref="PieceState.Done"/>.</summary>
    public PieceState State => (PieceState)Volatile.Read(ref _state);

    /// <summary>The helper's work.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>The output in order.</summary>
    public IReadOnlyList<PiecePart> Parts => _parts;

    /// <summary>The block boundaries behind the start, with offsets of output from there; the last one is the end of the piece.</summary>
    public IReadOnlyList<SeekPosition> Boundaries => _boundaries;

    /// <summary>Bytes of memory that the output takes.</summary>
    public int Footprint => _footprint;

    /// <summary>Whether there is nothing of use.</summary>
    public bool IsEmpty => _boundaries.Count == 0;

    /// <summary>Whether the helper gave up because taking over the output costs the reader about what decoding would.</summary>
    public bool IsCostly { get; set; }

    /// <summary>Asks the helper to stop.</summary>
    public void Stop() => _isStopped = true;

    /// <summary>Begins the work, unless it was abandoned before.</summary>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, (int)PieceState.Running, (int)PieceState.Waiting) == (int)PieceState.Waiting;

    /// <summary>Ends the work; false when nobody wants the output any more.</summary>
    public bool TryComplete() => Interlocked.CompareExchange(ref _state, (int)PieceState.Done, (int)PieceState.Running) == (int)PieceState.Running;

    /// <summary>Gives the piece up.</summary>
    /// <returns>What had become of it by then. If a helper is at work on it, that one gives the output back.</returns>
    public PieceState Abandon()
    {
        Stop();
        return (PieceState)Interlocked.Exchange(ref _state, (int)PieceState.Abandoned);
    }

    /// <summary>Notes a block boundary.</summary>
    public void Note(in SeekPosition boundary)
    {
        _boundaries.Add(boundary);
        Volatile.Write(ref _progress, boundary.CompressedOffset);
    }

    /// <summary>Adds output; a buffer without any goes back.</summary>
    public void Add(PiecePart part)
    {
        if (part.Length == 0)
        {
            part.Release();
            return;
        }
        _parts.Add(part);
        _outputInParts += part.Length;
        _footprint += part.Footprint;
    }

    /// <summary>Output up to the last block boundary that is not in <see cref="Parts"/> yet.</summary>
    public long MissingOutput => IsEmpty ? 0 : Math.Max(0, _boundaries[^1].OutputOffset - _outputInParts);

    /// <summary>Drops output behind the last block boundary.</summary>
    public void Trim()
    {
        var end = IsEmpty ? 0 : _boundaries[^1].OutputOffset;
        while (_outputInParts > end)
        {
            var last = _parts[^1];
            _parts.RemoveAt(_parts.Count - 1);
            _outputInParts -= last.Length;
            _footprint -= last.Footprint;
            Add(last with { Length = (int)Math.Clamp(end - _outputInParts, 0, last.Length), CompressedEnd = IsEmpty ? 0 : _boundaries[^1].CompressedOffset });
        }
    }

    /// <summary>Gives the buffer of a part back.</summary>
    /// <returns>Bytes of memory that it took.</returns>
    public int Release(int part)
    {
        var footprint = _parts[part].Footprint;
        _parts[part].Release();
        _parts[part] = default;
        _footprint -= footprint;
        return footprint;
    }

    /// <summary>Gives all buffers back.</summary>
    public void Release()
    {
        foreach (var part in _parts)
            part.Release();
        _parts.Clear();
        _boundaries.Clear();
        (_outputInParts, _footprint) = (0, 0);
    }
}
