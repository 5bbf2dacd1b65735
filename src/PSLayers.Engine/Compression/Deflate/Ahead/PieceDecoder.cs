using System.Numerics;
using System.Runtime.InteropServices;
using PSLayers.Bytes;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>What a helper needs to decode pieces, one after another.</summary>
/// <remarks>
/// The output before a piece is not known. In its place stands a window of 16-bit numbers, each of which names its place and is no byte;
/// matches copy them as they copy bytes. Once the last 32 KiB hold none of them any more, decoding goes on with bytes.
/// </remarks>
internal sealed class PieceDecoder : IDisposable
{
    /// <summary>Added to a place in the unknown window, to be told from a byte.</summary>
    public const int Unknown = 0x8000;

    private const int FalseStarts = 4;

    /// <summary>With more symbols for each stored byte, looking them up takes the reader about as long as decoding would.</summary>
    private const int SymbolsThatPay = 5;

    private const int SymbolsOnTrial = 512 << 10;

    private static readonly ushort[] UnknownWindow = MakeUnknownWindow();

    private readonly AheadOptions _options;
    private readonly PieceInput _input;
    private readonly Inflater<ushort> _symbols;
    private readonly Inflater _bytes;

    /// <summary>Makes one.</summary>
    /// <param name="stored">The stored bytes; closed with this.</param>
    /// <param name="options">What may be spent.</param>
    public PieceDecoder(ByteReader stored, AheadOptions options)
    {
        _options = options;
        _input = new PieceInput(stored);
        _symbols = new Inflater<ushort>(options.BufferSize);
        _bytes = new Inflater(options.BufferSize);
    }

    /// <summary>Decodes a piece as far as it goes: to where the next one begins, to the end of the stream or member, to a fault, to the
    /// limits, or until it is stopped.</summary>
    public void Decode(Piece piece)
    {
        var isKnown = piece.Start >= 0;
        var start = isKnown ? piece.Start : Find(piece, piece.From * 8);
        for (var left = isKnown ? 1 : FalseStarts; left > 0 && start >= 0; left--)
        {
            _input.MoveTo(start >> 3);
            DecodeFrom(start, piece);
            piece.Trim();
            if (isKnown || !piece.IsEmpty)
                return;
            start = Find(piece, start + 1);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _input.Dispose();
        _symbols.Dispose();
        _bytes.Dispose();
    }

    private static ushort[] MakeUnknownWindow()
    {
        var window = new ushort[Inflater.WindowSize];
        for (var place = 0; place < window.Length; place++)
            window[place] = (ushort)(Unknown | place);
        return window;
    }

    /// <summary>Looks for the start of a block from a bit on; -1 when there is none near.</summary>
    private long Find(Piece piece, long bit)
    {
        _input.MoveTo(bit >> 3);
        var end = (piece.From + _options.SearchBytes) * 8;
        while (!piece.IsStopped && bit < end)
        {
            var offset = _input.Position * 8;
            var to = offset + (_input.Rest.Length - BlockFinder.HeaderBytes) * 8L;
            if (to > bit)
            {
                var found = BlockFinder.Find(_input.Rest, bit - offset, to - offset);
                if (found >= 0)
                    return offset + found;
                _input.Take((int)((to - offset) >> 3));
                bit = to;
            }
            else if (!_input.Fill())
                break;
        }
        return -1;
    }

    private void DecodeFrom(long start, Piece piece)
    {
        _symbols.Restart(new SeekPosition(start >> 3, (int)(start & 7), 0), UnknownWindow);
        if (!DecodeBlocks(_symbols, start, piece))
            return;
        if (!Keep(_symbols, piece))
            return;
        Span<byte> window = stackalloc byte[Inflater.WindowSize];
        var symbols = _symbols.Window;
        for (var index = 0; index < window.Length; index++)
            window[index] = (byte)symbols[index];
        var position = _symbols.Position;
        _input.MoveTo(position.CompressedOffset);
        _bytes.Restart(position, window);
        DecodeBlocks(_bytes, start, piece);
    }

    /// <summary>Decodes block after block.</summary>
    /// <returns>Whether it ended because there is nothing unknown in the window any more.</returns>
    private bool DecodeBlocks<TSymbol>(Inflater<TSymbol> inflater, long start, Piece piece)
        where TSymbol : unmanaged, IBinaryInteger<TSymbol>
    {
        inflater.PauseAt = inflater.OutputOffset + 1;
        try
        {
            while (!piece.IsStopped)
            {
                var status = inflater.Inflate(_input.Rest, out var consumed);
                _input.Take(consumed);
                if (status == InflateStatus.BlockBoundary)
                {
                    var position = inflater.Position;
                    piece.Note(position);
                    piece.Start = start;
                    inflater.PauseAt = position.OutputOffset + 1;
                    if (position.CompressedOffset >= piece.Until || piece.Boundaries.Count >= _options.PieceBlocks)
                        break;
                    if (typeof(TSymbol) == typeof(byte))
                        continue;
                    if (IsKnown(MemoryMarshal.Cast<TSymbol, ushort>(inflater.Window)))
                        return true;
                    piece.IsCostly = position.OutputOffset > SymbolsOnTrial + SymbolsThatPay * (position.CompressedOffset - (start >> 3));
                    if (piece.IsCostly)
                        break;
                }
                else if (status == InflateStatus.OutputFull)
                {
                    if (!Keep(inflater, piece))
                        break;
                }
                else if (status == InflateStatus.Finished || !_input.Fill())
                    break;
            }
        }
        catch (Exception e) when (e is IOException or ImageException)
        {
            // Damage, a false start, or bytes that cannot be read: who reads in order will find out.
        }
        if (piece.MissingOutput > 0)
            Keep(inflater, piece);
        return false;
    }

    private static bool IsKnown(ReadOnlySpan<ushort> window) => !window.ContainsAnyInRange((ushort)Unknown, ushort.MaxValue);

    /// <summary>Moves the output since the last time to the piece; false when it may take no more.</summary>
    private bool Keep<TSymbol>(Inflater<TSymbol> inflater, Piece piece)
        where TSymbol : unmanaged, IBinaryInteger<TSymbol>
    {
        var (buffer, start, end) = inflater.TakeBuffer();
        var part = new PiecePart(buffer as ushort[], buffer as byte[], start, end - start, inflater.Position.CompressedOffset);
        piece.Add(part);
        // Room for the next part, and for the output up to the last block boundary after it.
        return piece.Footprint + 2 * part.Footprint <= _options.PieceBytes;
    }
}
