using System.Buffers;
using PSLayers.Compression;

namespace PSLayers.Tar;

/// <summary>A tar that comes in pieces from a decompressor: headers are looked at where the decompressor put them, and only one that
/// straddles two pieces is copied.</summary>
internal sealed class ChunkTarInput(ChunkReader chunks) : TarInput
{
    /// <summary>Where the pieces come from.</summary>
    public ChunkReader Chunks => chunks;

    private ReadOnlyMemory<byte> _current;
    private ReadOnlyMemory<byte> _pending;
    private byte[] _joined = [];
    private long _position;

    public override long Position => _position;

    public override ReadOnlySpan<byte> Peek(int count)
    {
        if (_current.Length >= count)
            return _current.Span[..count];
        Join(count);
        return _current.Span[..Math.Min(count, _current.Length)];
    }

    public override ReadOnlySpan<byte> Take(long most)
    {
        if (_current.Length == 0 && !NextPiece())
            return default;
        ReadOnlyMemory<byte> taken = _current[..(int)Math.Min(most, _current.Length)];
        _current = _current[taken.Length..];
        _position += taken.Length;
        return taken.Span;
    }

    public override long Skip(long count)
    {
        long left = count;
        while (left > 0 && (_current.Length > 0 || NextPiece()))
        {
            int step = (int)Math.Min(left, _current.Length);
            _current = _current[step..];
            left -= step;
        }
        _position += count - left;
        return count - left;
    }

    public override void Dispose()
    {
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = [];
        chunks.Dispose();
    }

    private bool NextPiece()
    {
        _current = _pending.Length > 0 ? _pending : chunks.Next();
        _pending = default;
        return _current.Length > 0;
    }

    private void Join(int count)
    {
        byte[] joined = ArrayPool<byte>.Shared.Rent(count);
        int have = _current.Length;
        _current.CopyTo(joined);
        while (have < count && NextPiece())
        {
            int taken = Math.Min(count - have, _current.Length);
            _current[..taken].CopyTo(joined.AsMemory(have));
            have += taken;
            _pending = _current[taken..];
        }
        if (_joined.Length > 0)
            ArrayPool<byte>.Shared.Return(_joined);
        _joined = joined;
        _current = joined.AsMemory(0, have);
    }
}
