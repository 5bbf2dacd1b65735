using System.Text;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Common;

/// <summary>How the content of a file becomes objects: lines, other pieces of text, bytes, or all in one.</summary>
internal sealed record ContentForm
{
    private const int BufferSize = 32 << 10;

    private static readonly object[] Bytes = [.. Enumerable.Range(0, 256).Select(value => (object)(byte)value)];

    /// <summary>Bytes instead of text.</summary>
    public bool AsBytes { get; init; }

    /// <summary>All in one object.</summary>
    public bool Raw { get; init; }

    /// <summary>Encoding of a text that does not tell its own.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>What ends a piece; null for lines.</summary>
    public string? Delimiter { get; init; }

    /// <summary>How many objects from the start; null for all.</summary>
    public long? Head { get; init; }

    /// <summary>How many objects from the end; null for all.</summary>
    public int? Tail { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="content">The content, from its start.</param>
    /// <param name="seeksWell">Whether its end is as near as its start.</param>
    /// <param name="limits">How large one object may be.</param>
    public IEnumerable<object> Read(Stream content, bool seeksWell, ReadLimits limits)
    {
        if (Raw)
            return ReadWhole(content, limits);
        if (AsBytes)
            return ReadBytes(content);
        (Encoding encoding, int mark) = EncodingOf(content);
        long start = mark;
        bool findsTail = Tail is not null && Delimiter is null && seeksWell && EndsLinesInOneByte(encoding);
        if (findsTail)
            start = Math.Max(mark, TailFinder.LastLines(content, Tail!.Value, limits));
        content.Position = start;
        IEnumerable<string> pieces = ReadPieces(content, encoding, limits);
        if (Head is { } head)
            return pieces.Take((int)Math.Min(head, int.MaxValue));
        return Tail is { } tail && !findsTail ? pieces.TakeLast(tail) : pieces;
    }

    private IEnumerable<object> ReadWhole(Stream content, ReadLimits limits)
    {
        if (content.Length > limits.WholeContent)
        {
            throw new ImageException(ImageErrorId.ContentTooLarge,
                $"the file has {content.Length} bytes, and at most {limits.WholeContent} become one object (limit WholeContent); Export-ImageFile copies files of any size");
        }
        if (content.Length == 0)
            yield break;
        (byte[] bytes, ImageException? fault) = ReadAll(content);
        if (AsBytes)
        {
            yield return bytes;
        }
        else
        {
            (Encoding? marked, int mark) = ByteOrderMark.Find(bytes);
            yield return (marked ?? Encoding).GetString(bytes, mark, bytes.Length - mark);
        }
        if (fault is not null)
            throw fault;
    }

    // Of a file that is cut off, what is there comes before the error, as its lines do.
    private static (byte[] Bytes, ImageException? Fault) ReadAll(Stream content)
    {
        byte[] bytes = new byte[content.Length];
        int have = 0;
        try
        {
            for (int read; have < bytes.Length && (read = content.Read(bytes, have, bytes.Length - have)) > 0;)
                have += read;
        }
        catch (ImageException e) when (have > 0)
        {
            return (bytes[..have], e);
        }
        return (bytes, null);
    }

    private IEnumerable<object> ReadBytes(Stream content)
    {
        long left = Head ?? long.MaxValue;
        if (Tail is { } tail)
            content.Position = Math.Max(0, content.Length - tail);
        byte[] buffer = new byte[BufferSize];
        for (int read; left > 0 && (read = content.Read(buffer, 0, (int)Math.Min(left, buffer.Length))) > 0; left -= read)
        {
            for (int i = 0; i < read; i++)
                yield return Bytes[buffer[i]];
        }
    }

    private IEnumerable<string> ReadPieces(Stream content, Encoding encoding, ReadLimits limits)
    {
        // Zeros without end would be a line without end.
        if (content is IHasHoles sparse)
            sparse.LongestHole = (long)limits.LineLength * encoding.GetByteCount("\0");
        using var reader = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false, BufferSize, leaveOpen: true);
        var pieces = new TextPieces(reader, Delimiter, limits.LineLength);
        while (pieces.Next() is { } piece)
            yield return piece;
    }

    // What the text itself says about its encoding counts more than what the user says.
    private (Encoding Encoding, int Mark) EncodingOf(Stream content)
    {
        Span<byte> start = stackalloc byte[ByteOrderMark.Longest];
        int read = content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        (Encoding? marked, int mark) = ByteOrderMark.Find(start[..read]);
        return (marked ?? Encoding, mark);
    }

    private static bool EndsLinesInOneByte(Encoding encoding) => encoding.GetBytes("\r\n") is [(byte)'\r', (byte)'\n'];
}
