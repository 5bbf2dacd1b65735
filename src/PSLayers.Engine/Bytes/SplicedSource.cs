namespace PSLayers.Bytes;

/// <summary>Bytes put together of pieces that stand one behind the other: some in memory, some out of other sources. Its memory grows with the
/// number of pieces, never with their sizes.</summary>
internal sealed class SplicedSource : ByteSource
{
    private readonly Piece[] _pieces;
    private readonly long[] _starts;

    private SplicedSource(Piece[] pieces, long[] starts, long length) => (_pieces, _starts, Length) = (pieces, starts, length);

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool IsRandomAccess
    {
        get
        {
            ByteSource? last = null;
            foreach (Piece piece in _pieces)
            {
                if (piece.Source is { } source && source != last && !source.IsRandomAccess)
                    return false;
                last = piece.Source ?? last;
            }
            return true;
        }
    }

    /// <inheritdoc/>
    public override ByteReader Open() => new Reader(this);

    private int PieceAt(long offset) => Array.BinarySearch(_starts, offset) is var at && at < 0 ? ~at - 1 : at;

    /// <summary>Puts pieces one behind the other.</summary>
    public sealed class Builder
    {
        private readonly List<Piece> _pieces = [];
        private readonly List<long> _starts = [];

        /// <summary>Bytes so far.</summary>
        public long Length { get; private set; }

        /// <summary>Adds bytes that stay in memory.</summary>
        public void Add(ReadOnlyMemory<byte> bytes)
        {
            if (!bytes.IsEmpty)
                Append(new Piece(null, 0, bytes), bytes.Length);
        }

        /// <summary>Adds bytes of another source. What stands behind the last piece in its own source becomes part of it.</summary>
        /// <param name="source">The source.</param>
        /// <param name="offset">Where they begin in it.</param>
        /// <param name="length">How many.</param>
        public void Add(ByteSource source, long offset, long length)
        {
            if (length <= 0)
                return;
            if (_pieces.Count > 0 && _pieces[^1] is { Source: { } last } piece && last == source && piece.Offset + (Length - _starts[^1]) == offset)
                Length = checked(Length + length);
            else
                Append(new Piece(source, offset, default), length);
        }

        /// <summary>The whole.</summary>
        public SplicedSource Build() => new([.. _pieces], [.. _starts], Length);

        private void Append(Piece piece, long length)
        {
            _pieces.Add(piece);
            _starts.Add(Length);
            Length = checked(Length + length);
        }
    }

    private readonly record struct Piece(ByteSource? Source, long Offset, ReadOnlyMemory<byte> Bytes);

    private sealed class Reader(SplicedSource whole) : ByteReader
    {
        // A compressed source goes on from where it was; of many small files only the latest stay open.
        private const int MostOpen = 4;

        private readonly List<(ByteSource Source, ByteReader Reader)> _open = [];
        private int _piece;

        public override int Read(Span<byte> buffer, long offset)
        {
            if (offset >= whole.Length || buffer.IsEmpty)
                return 0;
            GoTo(offset);
            Piece piece = whole._pieces[_piece];
            long within = offset - whole._starts[_piece];
            int count = (int)Math.Min(buffer.Length, EndOf(_piece) - offset);
            if (piece.Source is { } source)
                return ReaderOf(source).Read(buffer[..count], piece.Offset + within);
            piece.Bytes.Span.Slice((int)within, count).CopyTo(buffer);
            return count;
        }

        public override FilePlace? PlaceAt(long offset, out long length)
        {
            length = 0;
            if (offset >= whole.Length)
                return null;
            GoTo(offset);
            Piece piece = whole._pieces[_piece];
            length = EndOf(_piece) - offset;
            if (piece.Source is not { } source || ReaderOf(source).PlaceAt(piece.Offset + offset - whole._starts[_piece], out long there) is not { } place)
                return null;
            length = Math.Min(length, there);
            return place;
        }

        public override void Dispose()
        {
            foreach ((_, ByteReader reader) in _open)
                reader.Dispose();
            _open.Clear();
        }

        private void GoTo(long offset)
        {
            if (offset < whole._starts[_piece] || offset >= EndOf(_piece))
                _piece = offset == EndOf(_piece) ? _piece + 1 : whole.PieceAt(offset);
        }

        private long EndOf(int piece) => piece + 1 < whole._starts.Length ? whole._starts[piece + 1] : whole.Length;

        private ByteReader ReaderOf(ByteSource source)
        {
            for (int i = _open.Count - 1; i >= 0; i--)
            {
                if (_open[i].Source == source)
                    return _open[i].Reader;
            }
            if (_open.Count == MostOpen)
            {
                _open[0].Reader.Dispose();
                _open.RemoveAt(0);
            }
            ByteReader reader = source.Open();
            _open.Add((source, reader));
            return reader;
        }
    }
}
