namespace PSLayers.Compression.Seeking;

/// <summary>A place in a compressed stream at which decoding can begin, for gzip given the output before it.</summary>
/// <param name="CompressedOffset">The byte that holds the first bit to decode, from the start of the stored stream.</param>
/// <param name="BitOffset">How many low bits of that byte belong to what came before, 0 to 7.</param>
/// <param name="OutputOffset">How many bytes of output come before, over all members or frames.</param>
internal readonly record struct SeekPosition(long CompressedOffset, int BitOffset, long OutputOffset)
{
    /// <summary>The first bit to decode, counted from the start of the stored stream.</summary>
    public long Bit => CompressedOffset * 8 + BitOffset;
}

/// <summary>Gets the seek points that a decoder passes.</summary>
/// <param name="position">The place.</param>
/// <param name="window">The output before it that later matches may need, at most 32 KiB; valid during the call only.</param>
internal delegate void SeekPointHandler(in SeekPosition position, ReadOnlySpan<byte> window);
