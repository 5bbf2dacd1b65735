using System.Buffers;
using PSLayers.Content;

namespace PSLayers.Commands.Bases;

/// <summary>A file's content that is read in large pieces, each under the eyes of the cmdlet.</summary>
/// <param name="content">The content.</param>
/// <param name="watch">Called with each reading from the content; does it and gives back how many bytes were read.</param>
internal sealed class WatchedStream(EntryStream content, Func<Func<int>, int> watch) : Stream, IHasHoles
{
    private const int LargestPiece = 256 << 10;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(content.Length, 1, LargestPiece));
    private int _at;
    private int _filled;
    private bool _isDisposed;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => content.Position - (_filled - _at);
        set
        {
            _at = _filled = 0;
            content.Position = value;
        }
    }

    public long LongestHole
    {
        get => content.LongestHole;
        set => content.LongestHole = value;
    }

    public (bool IsHole, long Length) At(long position) => content.At(position);

    public (bool IsHole, long Length) Before(long position) => content.Before(position);

    public override int Read(Span<byte> buffer)
    {
        if (_at == _filled && buffer.Length > 0)
        {
            _at = 0;
            _filled = 0;
            _filled = watch(() => content.Read(_buffer));
        }
        int read = Math.Min(buffer.Length, _filled - _at);
        _buffer.AsSpan(_at, read).CopyTo(buffer);
        _at += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
            content.Dispose();
        }
        base.Dispose(disposing);
    }
}
