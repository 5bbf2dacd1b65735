using PSLayers.Compression;
using PSLayers.Errors;

namespace PSLayers.Blobs;

/// <summary>The decompressed bytes of a compressed file. Reading forward is one pass; reading backward starts again from the front.</summary>
internal sealed class CompressedSource(Blob stored, long length, ReadLimits limits, ReadMeter? meter = null) : ByteSource
{
    public override long Length => length;

    public override bool IsRandomAccess => false;

    public override ByteReader Open() => new Reader(stored, limits, meter);

    private sealed class Reader(Blob stored, ReadLimits limits, ReadMeter? meter) : ByteReader
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
                _chunk = Next();
                if (_chunk.IsEmpty)
                    return 0;
            }
        }

        public override void Dispose() => _chunks?.Dispose();

        // What is damaged, or was stopped on the way, is read from the front again by whoever asks once more.
        private ReadOnlyMemory<byte> Next()
        {
            ChunkReader chunks = _chunks!;
            _chunk = default;
            _chunks = null;
            try
            {
                ReadOnlyMemory<byte> next = chunks.Next();
                _chunks = chunks;
                return next;
            }
            finally
            {
                if (_chunks is null)
                    chunks.Dispose();
            }
        }

        private void Restart()
        {
            _chunks?.Dispose();
            meter?.Expect(stored.Length);
            _chunks = stored.OpenChunks(limits, meter);
            _chunk = default;
            _position = 0;
        }
    }
}
