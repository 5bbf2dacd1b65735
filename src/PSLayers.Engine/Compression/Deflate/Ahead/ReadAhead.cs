using System.Collections.Concurrent;
using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>Has helpers on idle cores decode what a reader will come to.</summary>
/// <remarks>
/// The reader goes on as if it were alone. Where it arrives at a block boundary at which a piece begins, the helper's guess was right, and
/// the reader takes over what the helper has got by then, done or not. So neither ever waits for the other for long, and a wrong guess
/// costs time only. Pieces belong to the reader's thread; helpers run in the thread pool, one piece at a time, and end with it.
/// </remarks>
/// <param name="open">Opens the stored bytes once more, for a helper.</param>
/// <param name="length">Stored bytes.</param>
/// <param name="options">What may be spent.</param>
internal sealed class ReadAhead(Func<ByteReader> open, long length, AheadOptions options) : IDisposable
{
    private const int MostDoublings = 8;

    private readonly ConcurrentBag<PieceDecoder> _decoders = [];
    private readonly List<Piece> _pieces = [];
    private readonly List<Piece> _leaving = [];
    private int _failures;

    /// <summary>What may be spent.</summary>
    public AheadOptions Options => options;

    /// <summary>Pieces that the reader took over.</summary>
    public int Joined { get; private set; }

    /// <summary>Pieces that were begun in vain.</summary>
    public int Dropped { get; private set; }

    /// <summary>Drops what the reader has passed, and begins what is next.</summary>
    /// <param name="bit">Where the reader is in the stored bytes.</param>
    /// <returns>The bit at which the reader should stop at the latest, if a block begins there: the start of a piece.</returns>
    public long Tend(long bit)
    {
        var next = long.MaxValue;
        for (var i = 0; i < _pieces.Count;)
        {
            var piece = _pieces[i];
            if (IsPassed(piece, bit))
            {
                _pieces.RemoveAt(i);
                Drop(piece);
                continue;
            }
            if (piece.Start >= 0)
                next = Math.Min(next, piece.Start);
            i++;
        }
        while (TryBegin(bit))
        {
        }
        return next;
    }

    /// <summary>Takes over the piece that begins at a block boundary, if there is one.</summary>
    /// <returns>The piece, to be given to <see cref="Release"/>; null where there is none, or nothing in it.</returns>
    public Piece? Join(long bit)
    {
        for (var i = 0; i < _pieces.Count; i++)
        {
            var piece = _pieces[i];
            if (piece.Start != bit)
                continue;
            _pieces.RemoveAt(i);
            var isBegun = piece.State != PieceState.Waiting;
            if (isBegun)
            {
                piece.Stop();
                piece.Work.GetAwaiter().GetResult();
            }
            if (!isBegun || piece.IsEmpty)
            {
                Drop(piece);
                return null;
            }
            Joined++;
            _failures = piece.IsCostly ? Math.Min(_failures + 1, MostDoublings) : 0;
            return piece;
        }
        return null;
    }

    /// <summary>Gives back a piece that was used.</summary>
    public void Release(Piece piece)
    {
        options.Budget.Return(piece.Footprint);
        piece.Release();
    }

    /// <summary>Stops the helpers, and waits for those at work: they stop within a fraction of a millisecond.</summary>
    public void Dispose()
    {
        foreach (var piece in _pieces)
            Drop(piece);
        _pieces.Clear();
        foreach (var piece in _leaving)
            piece.Work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        _leaving.Clear();
        while (_decoders.TryTake(out var decoder))
            decoder.Dispose();
    }

    private bool IsPassed(Piece piece, long bit)
    {
        var state = piece.State;
        if (state == PieceState.Done && piece.IsEmpty)
            return true;
        if (piece.Start >= 0)
            return piece.Start < bit;
        return bit >= (piece.From + (state == PieceState.Waiting ? 0 : options.SearchBytes)) * 8;
    }

    private void Drop(Piece piece)
    {
        Dropped++;
        _failures = Math.Min(_failures + 1, MostDoublings);
        _leaving.RemoveAll(left => left.Work.IsCompleted);
        switch (piece.Abandon())
        {
            case PieceState.Waiting:
                options.Budget.Return(options.PieceBytes);
                break;
            case PieceState.Running:
                _leaving.Add(piece);
                break;
            default:
                Release(piece);
                break;
        }
    }

    private bool TryBegin(long bit)
    {
        var piece = Next(bit >> 3);
        if (length - piece.From < options.Spacing / 2 || !options.Budget.TryTake(options.PieceBytes, options.Bytes))
            return false;
        if (_pieces.Count > 0 && piece.Start < 0)
            _pieces[^1].Until = piece.From;
        piece.Work = Task.Run(() => Help(piece));
        _pieces.Add(piece);
        return true;
    }

    /// <summary>The piece to begin next: behind the last one, and with room between, in which the reader or the helper there has work.</summary>
    private Piece Next(long offset)
    {
        var spacing = (long)options.Spacing << _failures;
        if (_pieces.Count == 0)
            return new Piece(offset + spacing);
        var last = _pieces[^1];
        if (last.State != PieceState.Done || last.IsEmpty || last.IsCostly || _failures > 0)
            return new Piece(Math.Max(last.From + spacing, last.Progress + spacing / 2));
        var end = last.Boundaries[^1];
        return new Piece(end.CompressedOffset, end.Bit);
    }

    private void Help(Piece piece)
    {
        try
        {
            if (!piece.TryBegin())
                return;
            try
            {
                Decode(piece);
            }
            finally
            {
                // Between these lines the reader may abandon it, and then takes no notice of it any more.
                options.Budget.Return(options.PieceBytes - piece.Footprint);
                if (!piece.TryComplete())
                    Release(piece);
            }
        }
        finally
        {
            options.Budget.Leave();
        }
    }

    private void Decode(Piece piece)
    {
        PieceDecoder? decoder = null;
        try
        {
            if (!_decoders.TryTake(out decoder))
                decoder = new PieceDecoder(open(), options);
            decoder.Decode(piece);
        }
        catch (Exception e) when (e is IOException or ImageException)
        {
            // What cannot be read is the reader's to report, if it ever comes there.
        }
        finally
        {
            if (decoder is not null)
                _decoders.Add(decoder);
        }
    }
}
