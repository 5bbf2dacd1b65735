using PSLayers.Limits;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>How far ahead of a reader the stored bytes are decoded, and what that may cost.</summary>
internal sealed record AheadOptions
{
    /// <summary>The usual, on this machine.</summary>
    /// <remarks>Each helper has a piece, and the reader one that it is taking over; what is beyond that would only lie about.</remarks>
    public static AheadOptions Within(ReadLimits limits)
    {
        var options = new AheadOptions();
        return options with { Bytes = Math.Min(limits.AheadSize, (Environment.ProcessorCount + 1L) * options.PieceBytes) };
    }

    /// <summary>Stored bytes from the reader to the piece that is begun, and from one piece to the next.</summary>
    public int Spacing { get; init; } = 2 << 20;

    /// <summary>Stored bytes in which the first block of a piece is looked for.</summary>
    public int SearchBytes { get; init; } = 256 << 10;

    /// <summary>Bytes of memory for the output of one piece.</summary>
    public int PieceBytes { get; init; } = 8 << 20;

    /// <summary>Bytes of memory for the output of all pieces, with those of other readers.</summary>
    public long Bytes { get; init; } = ReadLimits.Default.AheadSize;

    /// <summary>Blocks of one piece; each is remembered, and may be nearly empty.</summary>
    public int PieceBlocks { get; init; } = 1 << 14;

    /// <summary>Symbols of a decoder's buffer, and so of a part of a piece.</summary>
    public int BufferSize { get; init; } = Inflater.DefaultBufferSize;

    /// <summary>Where helpers get cores and memory.</summary>
    public AheadBudget Budget { get; init; } = AheadBudget.Shared;
}
