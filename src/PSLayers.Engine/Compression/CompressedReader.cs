using PSLayers.Bytes;
using PSLayers.Limits;

namespace PSLayers.Compression;

/// <summary>The decompressed bytes of a blob: forward in one pass; whoever jumps begins at the nearest seek point, or at the front where there
/// is none.</summary>
/// <param name="stored">The blob.</param>
/// <param name="limits">Limits of expansion and memory.</param>
/// <param name="meter">Told of the stored bytes that are decompressed; carries the wish to stop.</param>
internal sealed class CompressedReader(Blob stored, ReadLimits limits, ReadMeter? meter) : ByteReader
{
    private readonly KeptSpan _kept = new(limits.KeptSpan);
    private ByteReader? _spool;
    private ChunkReader? _chunks;
    private ReadOnlyMemory<byte> _chunk;
    private long _position;
    private bool _isBegun;

    public override int Read(Span<byte> buffer, long offset)
    {
        if (_kept.Read(buffer, offset) is var kept and > 0)
            return kept;
        if (_spool is null && (_chunks is null || offset < _position || offset > _position + _chunk.Length))
            Jump(offset);
        return _spool is not null ? _spool.Read(buffer, offset) : ReadForward(buffer, offset);
    }

    public override void Dispose()
    {
        _chunks?.Dispose();
        _spool?.Dispose();
        _kept.Dispose();
    }

    private int ReadForward(Span<byte> buffer, long offset)
    {
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
            _kept.Add(_position, _chunk.Span);
        }
    }

    private void Jump(long offset)
    {
        SeekAccess? seeks = stored.Seeks;
        int point = seeks?.Table.Find(offset) ?? -1;
        long start = point < 0 ? 0 : seeks!.Table[point].OutputOffset;
        long here = _position + _chunk.Length;
        bool goesOn = _chunks is not null && offset >= here && start <= here;
        if (seeks?.Spool(stored, offset - (goesOn ? here : start), meter)?.Open(stored.Name) is { } spool)
        {
            Close();
            _kept.Dispose();
            _spool = spool;
        }
        else if (!goesOn)
            Restart(seeks, point, start);
    }

    private void Restart(SeekAccess? seeks, int point, long start)
    {
        Close();
        // Who comes back once will do so again, mostly to what is near.
        _kept.Start(_isBegun && seeks is not null ? start : null);
        _isBegun = true;
        if (point < 0)
            meter?.Expect(stored.Length);
        _chunks = point < 0 ? stored.OpenChunks(limits, meter) : stored.ResumeChunks(limits, meter, seeks!.Table, point);
        _position = start;
    }

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

    private void Close()
    {
        _chunks?.Dispose();
        _chunks = null;
        _chunk = default;
    }
}
