namespace PSLayers.Compression.Deflate;

/// <summary>Compressed bytes that are damaged, cut short, or no gzip at all.</summary>
/// <remarks>It is an <see cref="IOException"/>, the kind that callers of <see cref="Stream.Read(Span{byte})"/> expect.</remarks>
internal sealed class DeflateException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, and what was expected.</param>
    /// <param name="compressedOffset">Where in the compressed bytes, counted from the start of the stored stream.</param>
    /// <param name="endsEarly">Whether all is well but for the end, which is missing.</param>
    public DeflateException(string message, long compressedOffset, bool endsEarly = false)
        : base($"{message} (at byte {compressedOffset} of the compressed data)")
    {
        Reason = message;
        CompressedOffset = compressedOffset;
        EndsEarly = endsEarly;
    }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }

    /// <summary>Offset in bytes, from the start of the stored stream, at which the fault was seen.</summary>
    public long CompressedOffset { get; }

    /// <summary>Whether the stored bytes end too soon, and are not otherwise damaged.</summary>
    public bool EndsEarly { get; }
}
