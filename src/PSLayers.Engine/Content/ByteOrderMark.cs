using System.Text;

namespace PSLayers.Content;

/// <summary>The bytes at the start of a text that tell its encoding (Unicode Standard, 23.8).</summary>
internal static class ByteOrderMark
{
    /// <summary>Bytes of the longest mark.</summary>
    public const int Longest = 4;

    private static readonly Encoding Utf32BigEndian = new UTF32Encoding(bigEndian: true, byteOrderMark: true);

    /// <summary>The encoding that a mark tells, and the mark's length; null and 0 where there is none.</summary>
    public static (Encoding? Encoding, int Length) Find(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0, 0, 0xFE, 0xFF, ..] => (Utf32BigEndian, 4),
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (null, 0),
    };
}
