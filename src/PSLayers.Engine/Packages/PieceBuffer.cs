namespace PSLayers.Packages;

/// <summary>Puts together what comes in pieces, as a blob that lies on several pages does. It grows as pieces come, never by what a file claims.</summary>
internal sealed class PieceBuffer
{
    private const int FirstSize = 64 << 10;

    private byte[] _bytes = [];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>The array that has the bytes in front; it is the caller's, and nothing is added any more.</summary>
    public byte[] Detach() => _bytes;

    /// <summary>Begins the next blob.</summary>
    public void Clear() => Length = 0;

    /// <summary>Adds a piece.</summary>
    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_bytes.Length - Length < piece.Length)
            Array.Resize(ref _bytes, Math.Max(Math.Max(FirstSize, 2 * _bytes.Length), Length + piece.Length));
        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }
}
