using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>Carries the content of files to the disk in pieces, with one buffer for a whole run.</summary>
/// <param name="meter">Told of each byte; ends the work.</param>
internal sealed class ContentCopy(ReadMeter meter)
{
    private const int BufferSize = 256 << 10;

    // The block of nearly every disk: a hole smaller than that would take its room all the same.
    private const int HoleSize = 4096;

    private readonly byte[] _buffer = new byte[BufferSize];

    /// <summary>Opens the content of an item.</summary>
    public static Stream Open(ExtractionItem item) => item.Length > 0 && item.Content is { } content ? Guard(content) : Stream.Null;

    /// <summary>Copies as many bytes as the item is long.</summary>
    /// <exception cref="ImageException">The content ends before that, or cannot be read, or not be written.</exception>
    public void Copy(ExtractionItem item, Stream content, DestinationFile file)
    {
        for (long done = 0; done < item.Length;)
        {
            if (item.IsSparse && content is IHasHoles sparse && sparse.At(done) is { IsHole: true } hole)
            {
                long length = Math.Min(hole.Length, item.Length - done);
                meter.Add(length);
                file.Skip(length);
                content.Position = done += length;
                continue;
            }
            int wanted = (int)Math.Min(item.Length - done, BufferSize);
            int read = Guard(() => content.ReadAtLeast(_buffer.AsSpan(0, wanted), wanted, throwOnEndOfStream: false));
            Write(_buffer.AsSpan(0, read), item.IsSparse, file);
            done += read;
            meter.Add(read);
            if (read < wanted)
                throw new ImageException(ImageErrorId.LayerTruncated, $"expected {item.Length} bytes, but its content ends after {done}");
        }
    }

    private static void Write(ReadOnlySpan<byte> bytes, bool withHoles, DestinationFile file)
    {
        if (!withHoles)
        {
            file.Write(bytes);
            return;
        }
        while (bytes.Length > 0)
        {
            int holes = Run(bytes, areZero: true);
            if (holes > 0)
                file.Skip(holes);
            bytes = bytes[holes..];
            int data = Run(bytes, areZero: false);
            if (data > 0)
                file.Write(bytes[..data]);
            bytes = bytes[data..];
        }
    }

    // How many bytes from the start are whole blocks of zeros, or whole blocks that are not.
    private static int Run(ReadOnlySpan<byte> bytes, bool areZero)
    {
        int length = 0;
        while (length < bytes.Length)
        {
            int block = Math.Min(HoleSize, bytes.Length - length);
            if (bytes.Slice(length, block).ContainsAnyExcept((byte)0) == areZero)
                break;
            length += block;
        }
        return length;
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IOException e)
        {
            throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
