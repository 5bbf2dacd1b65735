using System.Buffers;
using PSLayers.Bytes;

namespace PSLayers.Tar;

/// <summary>A plain tar in a file: jumps from header to header. How much is read at once follows the tar: little where data lies between
/// the headers, much where small files stand close together.</summary>
internal sealed class RandomAccessTarInput(ByteReader reader, long length) : TarInput
{
    private const int SmallestRead = 1 << 10;
    private const int LargestRead = 64 << 10;

    // A read costs about as much as copying this many bytes from the page cache: where headers are closer, reading on is cheaper than jumping.
    private const int CloseHeaders = 4 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(LargestRead);
    private long _position;
    private long _bufferStart;
    private int _bufferLength;
    private int _peeks;
    private int _readSize = CloseHeaders;

    public override long Position => _position;

    public override ReadOnlySpan<byte> Peek(int count)
    {
        long ahead = _position - _bufferStart;
        if (ahead >= 0 && ahead + count <= _bufferLength)
        {
            _peeks++;
            return _buffer.AsSpan((int)ahead, count);
        }
        return Fill(count);
    }

    public override long Skip(long count)
    {
        long skipped = Math.Clamp(count, 0, length - _position);
        _position += skipped;
        return skipped;
    }

    public override void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        reader.Dispose();
    }

    private ReadOnlySpan<byte> Fill(int count)
    {
        long distance = (_position - _bufferStart) / (_peeks + 1);
        if (distance <= CloseHeaders)
            _readSize = Math.Min(_readSize * 4, LargestRead);
        else if (distance > 2 * CloseHeaders)
            _readSize = Math.Max(_readSize / 4, SmallestRead);
        _peeks = 0;
        int wanted = (int)Math.Min(Math.Max(_readSize, count), length - _position);
        if (wanted > _buffer.Length)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(wanted);
        }
        _bufferStart = _position;
        _bufferLength = reader.ReadFully(_buffer.AsSpan(0, wanted), _position);
        return _buffer.AsSpan(0, Math.Min(count, _bufferLength));
    }
}
