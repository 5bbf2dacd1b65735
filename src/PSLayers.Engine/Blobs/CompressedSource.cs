using PSLayers.Compression;
using PSLayers.Errors;

namespace PSLayers.Blobs;

/// <summary>The decompressed bytes of a compressed file. Reading forward is one pass; reading backward starts again from the front.</summary>
internal sealed class CompressedSource(Blob stored, long length, ReadLimits limits) : ByteSource
{
    public override long Length => length;

    public override ByteReader Open() => new Reader(stored, limits);

    private sealed class Reader(Blob stored, ReadLimits limits) : ByteReader
    {
        private ChunkReader? _chunks;
        private ReadOnlyMemory<byte> _chunk;
        private long _position;

        public override int Read(Span<byte> buffer, long offset)
        {
            if (_chunks is null || offset < _position)
                Restart();
            while (true)
            {
                long ahead = offset - _position;
                if (ahead < _chunk.Length)
                {
                    ReadOnlySpan<byte> there = _chunk.Span[(int)ahead..];
                    there = there[..Math.Min(there.Length, buffer.Length)];
                    there.CopyTo(buffer);
                    return there.Length;
                }
                _position += _chunk.Length;
                _chunk = _chunks!.Next();
                if (_chunk.IsEmpty)
                    return 0;
            }
        }

        public override void Dispose() => _chunks?.Dispose();

        private void Restart()
        {
            _chunks?.Dispose();
            _chunks = stored.OpenChunks(limits);
            _chunk = default;
            _position = 0;
        }
    }
}
