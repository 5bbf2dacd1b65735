using PSLayers.Bytes;
using PSLayers.Compression.Seeking;
using PSLayers.Limits;

namespace PSLayers.Compression;

/// <summary>The ways into the midst of a compressed blob: its seek points, and where they do not reach, a temporary file of its decompressed
/// bytes. One belongs to all readers of a blob.</summary>
/// <param name="table">The seek points.</param>
/// <param name="canResume">Whether decoding can begin at seek points. Formats where it cannot are slow ones as well.</param>
/// <param name="limits">What may be spent.</param>
internal sealed class SeekAccess(SeekTable table, bool canResume, ReadLimits limits)
{
    // Spans up to this many times the usual are still decoded in little time.
    private const int LongSpans = 4;

    private readonly Turn _turn = new();
    private Spool? _spool;
    private bool _hasFailed;
    private long _decodedInVain;

    /// <summary>The seek points.</summary>
    public SeekTable Table => table;

    /// <summary>Whether any byte is about as near as the first.</summary>
    public bool IsRandomAccess => IsDense || Kept is not null;

    /// <summary>About how many bytes of memory this takes.</summary>
    public long Footprint => table.Footprint;

    /// <summary>Bytes of the temporary file.</summary>
    public long DiskFootprint => Kept?.StoredLength ?? 0;

    private Spool? Kept => Volatile.Read(ref _spool) is { IsEnded: false } spool ? spool : null;

    private bool IsDense => canResume && table.LongestSpan <= (long)LongSpans * limits.SeekSpacing;

    /// <summary>The temporary file, if there is one, or making one is worth it by now: when as much as the whole blob would have been decoded
    /// only to be thrown away, its bytes are kept instead.</summary>
    /// <param name="stored">The blob.</param>
    /// <param name="ahead">Bytes that would have to be decoded before the one that is wanted.</param>
    /// <param name="meter">Told of the stored bytes that are decompressed; carries the wish to stop.</param>
    /// <returns>The file; null where decoding is the better way, or the only one.</returns>
    public Spool? Spool(Blob stored, long ahead, ReadMeter? meter)
    {
        if (IsDense || Kept is not null)
            return Kept;
        if (ahead <= limits.SeekSpacing || Interlocked.Add(ref _decodedInVain, ahead) <= table.OutputLength)
            return null;
        using (_turn.Take(meter?.Cancellation ?? default))
        {
            if (Kept is null && !_hasFailed)
            {
                meter?.Expect(stored.Length);
                Volatile.Write(ref _spool, Compression.Spool.Make(stored, table.OutputLength, limits, meter));
                _hasFailed = _spool is null;
            }
            return Kept;
        }
    }

    /// <summary>Ends the temporary file. Who still reads, and again and again, gets another.</summary>
    public void Release()
    {
        Interlocked.Exchange(ref _spool, null)?.End();
        Interlocked.Exchange(ref _decodedInVain, 0);
    }
}
