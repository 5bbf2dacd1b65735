using System.Buffers;
using System.Diagnostics;
using System.Reflection;
using PSLayers.Compression.Deflate;
using PSLayers.Compression.Deflate.Ahead;
using PSLayers.Errors;
using PSLayers.Limits;
using SharpCompress.Compressors.BZip2;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PSLayers.Compression;

/// <summary>A decompressor under guard: its complaints become errors that say where, and it may not expand without bound.</summary>
internal sealed class GuardedChunkReader : ChunkReader
{
    private const int PieceSize = 256 << 10;
    private const int Step = 16 << 10;
    private const int SmallStep = 512;

    private readonly CountingStream _stored;
    private readonly string _format;
    private readonly string _name;
    private readonly ReadLimits _limits;
    private readonly Stream _stream;
    private readonly GzipReader? _gzip;
    private ImageException? _fault;
    private byte[] _buffer = [];
    private bool _countsAsBusy;
    private readonly long _floor;
    private long _expanded;

    /// <summary>Opens the decompressor.</summary>
    /// <param name="open">Opens it.</param>
    /// <param name="stored">The stored bytes, which it reads.</param>
    /// <param name="format">Name of the format for messages.</param>
    /// <param name="name">Name of the blob for messages.</param>
    /// <param name="limits">Limits of expansion.</param>
    /// <param name="expanded">Bytes that count as expanded already.</param>
    /// <param name="isWhole">Whether all will be read at once: then a core is busy until this is closed.</param>
    public GuardedChunkReader(
        Func<Stream> open, CountingStream stored, string format, string name, ReadLimits limits, long expanded = 0, bool isWhole = false)
    {
        (_stored, _format, _name, _limits, _floor, _expanded) = (stored, format, name, limits, limits.ExpansionFloor, expanded);
        if (stored is BufferedInput input)
            input.Clearing = Count;
        try
        {
            _stream = Guard(open);
        }
        catch
        {
            stored.Dispose();
            throw;
        }
        _gzip = _stream as GzipReader;
        if (_gzip is null)
            _buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        _countsAsBusy = isWhole;
        if (isWhole)
            AheadBudget.Shared.Enter();
    }

    public override ReadOnlyMemory<byte> Next()
    {
        ReadOnlyMemory<byte> piece = Guard(NextPiece);
        Count(piece.Length);
        return piece;
    }

    public override string? Oddity => HasGarbage ? $"what stands behind the {_format} stream is no part of it and is not read" : null;

    private void Count(long bytes)
    {
        _expanded += bytes;
        if (_expanded > _floor && _expanded / _limits.ExpansionRatio > _stored.Consumed)
        {
            throw new ImageException(ImageErrorId.ExpansionLimit,
                $"{_stored.Consumed} bytes of {_format} expand to more than {_expanded}: most likely it does so for ever; ${ExpansionSetting.Variable} lifts the limit of {_floor} bytes",
                _name, _stored.Consumed);
        }
    }

    private bool HasGarbage => _stream switch
    {
        GzipReader gzip => !gzip.TrailingIsZero,
        XzReader xz => xz.HasGarbage,
        _ => false,
    };

    public override void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _stream.Dispose();
        if (_countsAsBusy)
            AheadBudget.Shared.Leave();
        _countsAsBusy = false;
    }

    private ReadOnlyMemory<byte> NextPiece()
    {
        if (_gzip is not null)
            return _gzip.ReadChunk();
        if (_fault is not null)
            throw _fault;
        // A library that finds damage gives nothing of that call, so it is asked for little at a time: what came before is not lost. Of bzip2
        // nothing is worth keeping: each byte depends on all of its block, and half a block decodes to noise.
        int step = _stream switch { XzReader => SmallStep, ZstdReader => Step, _ => _buffer.Length };
        int have = 0;
        try
        {
            while (have < _buffer.Length && _stream.Read(_buffer, have, Math.Min(step, _buffer.Length - have)) is > 0 and var read)
                have += read;
        }
        catch (Exception e) when (have > 0 && IsDamage(e))
        {
            _fault = Complaint(e);
        }
        return _buffer.AsMemory(0, have);
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (IsDamage(e))
        {
            throw Complaint(e);
        }
    }

    // The libraries report damage with exceptions of many kinds, index errors among them. From code of our own these would be faults of ours.
    private static bool IsDamage(Exception e) => InternalFault.Is(e)
        && (e is IOException or InvalidDataException or ZstdException or NotSupportedException or NotImplementedException || IsOfLibrary(e));

    private static bool IsOfLibrary(Exception e)
    {
        // A small method of theirs may be part of one of ours by the time it runs, and then has no frame.
        if (IsLibrary(e.GetType().Assembly))
            return true;
        foreach (StackFrame frame in new StackTrace(e).GetFrames())
        {
            Assembly? thrower = frame.GetMethod()?.DeclaringType?.Assembly;
            if (thrower is not null && thrower.GetName().Name?.StartsWith("System", StringComparison.Ordinal) == false)
                return IsLibrary(thrower);
        }
        return false;
    }

    private static bool IsLibrary(Assembly assembly) => assembly == typeof(ZstdException).Assembly || assembly == typeof(BZip2Stream).Assembly;

    private ImageException Complaint(Exception e)
    {
        (ImageErrorId id, string what) = KindOf(e);
        string? reason = e switch
        {
            DeflateException fault => fault.Reason,
            // These speak of the library's own inside.
            ArgumentException or IndexOutOfRangeException or NullReferenceException or ArithmeticException or InvalidCastException => null,
            _ => e.Message.TrimEnd('.'),
        };
        return new ImageException(id, $"the {_format} stream {what}{(reason is null ? "" : $" ({reason})")}", _name,
            (e as DeflateException)?.CompressedOffset ?? _stored.Consumed, e);
    }

    private (ImageErrorId Id, string What) KindOf(Exception e) => e switch
    {
        NotSupportedException or NotImplementedException or ZstdException { Code: ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge } =>
            (ImageErrorId.LayerUnreadable, "is of a kind that is not read"),
        DeflateException fault => fault.EndsEarly ? (ImageErrorId.LayerTruncated, "ends early") : (ImageErrorId.CompressionCorrupt, "is damaged"),
        // The libraries do not tell. Who finds damage does not ask for more; who finds nothing wrong asks until there is no more.
        _ when _stored.EndReached => (ImageErrorId.LayerTruncated, "ends early"),
        _ => (ImageErrorId.CompressionCorrupt, "is damaged"),
    };
}
