using PSLayers.Compression.Deflate.Ahead;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

/// <content>Output that helpers decoded ahead, taken over at the block boundary where it begins.</content>
internal sealed partial class GzipReader
{
    private readonly ReadAhead? _ahead;
    private readonly PieceOutput? _pieceOutput;

    /// <summary>Where the piece that was taken over begins in the output.</summary>
    private long _pieceStart;

    /// <summary>Reads with helpers on idle cores; offsets count from the start of the stored bytes.</summary>
    /// <param name="stored">The compressed bytes, at their start; closed with this.</param>
    /// <param name="ahead">The helpers; closed with this.</param>
    public GzipReader(CountingStream stored, ReadAhead ahead)
        : this(stored, leaveOpen: false, ahead.Options.BufferSize)
    {
        _ahead = ahead;
        _pieceOutput = new PieceOutput(ahead.Options);
    }

    /// <summary>Takes over a piece that begins where the decoder stands.</summary>
    private bool TryJoin()
    {
        if (_ahead is null)
            return false;
        var bit = _inflater.Position.Bit;
        if (_inflater.Window.Length < Inflater.WindowSize)
        {
            // A match that reaches before the start of a member is a fault, which only the decoder in front can see.
            _ahead.Tend(bit + 1);
            return false;
        }
        if (_ahead.Join(bit) is not { } piece)
            return false;
        _pieceOutput!.Begin(piece, _inflater.Window);
        _pieceStart = _inflater.OutputOffset;
        _ahead.Tend(piece.Boundaries[^1].Bit);
        return true;
    }

    /// <summary>Takes the next part of the piece; after the last one, the decoder goes on where the piece ends.</summary>
    private void TakePart()
    {
        var output = _pieceOutput!;
        if (!output.HasNext)
        {
            LeavePiece();
            return;
        }
        _chunk = output.Next(out var compressedEnd);
        if (_isWholeMember)
            _checksum.Append(_chunk.Span);
        while (output.TryNextBoundary(out var boundary, out var window))
        {
            if (_pieceStart + boundary.OutputOffset >= _inflater.PauseAt)
                ReportSeekPoint(InOutput(boundary), window);
        }
        MoveInputTo(compressedEnd);
        _ahead!.Tend(output.Piece!.Boundaries[^1].Bit);
    }

    private void LeavePiece()
    {
        var output = _pieceOutput!;
        var piece = output.Piece!;
        var position = InOutput(piece.Boundaries[^1]);
        MoveInputTo(position.CompressedOffset);
        _inflater.Restart(position, output.LastWindow);
        output.End();
        _ahead!.Release(piece);
    }

    private SeekPosition InOutput(in SeekPosition inPiece) => inPiece with { OutputOffset = _pieceStart + inPiece.OutputOffset };

    /// <summary>Passes stored bytes that a helper has used, or goes back to some that are at hand still.</summary>
    private void MoveInputTo(long offset)
    {
        if (offset >= _inputBase && offset <= _inputBase + _inputEnd)
        {
            _inputAt = (int)(offset - _inputBase);
            return;
        }
        ((CountingStream)_stored).Skip(offset - _inputBase - _inputEnd);
        (_inputBase, _inputAt, _inputEnd) = (offset, 0, 0);
    }

    private void CloseAhead()
    {
        if (_pieceOutput?.Piece is { } piece)
        {
            _pieceOutput.End();
            _ahead!.Release(piece);
        }
        _pieceOutput?.Dispose();
        _ahead?.Dispose();
    }
}
