using System.Buffers;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Limits;
using ZstdSharp;

namespace PSLayers.Compression;

/// <summary>Decompressed bytes in a temporary file that nobody else can read, as zstd frames of a size each, so that any of them is soon at
/// hand. It belongs to the seek access of a blob, which ends it; readers that are at work then come to their end first. However the process ends,
/// the file is gone.</summary>
internal sealed class Spool
{
    private const int FrameSize = 2 << 20;
    private const int Level = 1;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly SpoolRoom _room;
    private readonly List<long> _frameEnds = [];
    private long _length;
    private long _taken;
    private int _readers;
    private bool _isEnded;

    private Spool(FileStream file, SpoolRoom room) => (_file, _room) = (file, room);

    /// <summary>Gives the room back of a spool that nobody ended: whoever had it is gone without a word.</summary>
    ~Spool() => _room.Return(Interlocked.Exchange(ref _taken, 0));

    /// <summary>Whether nobody is to open it any more.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Bytes that it takes on disk.</summary>
    public long StoredLength => Interlocked.Read(ref _taken);

    /// <summary>Decompresses a blob to a temporary file.</summary>
    /// <param name="stored">The blob.</param>
    /// <param name="expectedLength">Decompressed bytes, about.</param>
    /// <param name="limits">What may be spent.</param>
    /// <param name="meter">Told of the stored bytes that are decompressed; carries the wish to stop.</param>
    /// <returns>The file; null where there is no room for it, or the blob is damaged: then each reader finds that out for itself.</returns>
    public static Spool? Make(Blob stored, long expectedLength, ReadLimits limits, ReadMeter? meter)
    {
        FileStream? file = null;
        Spool? spool = null;
        bool isWhole = false;
        try
        {
            file = OpenFile(expectedLength);
            spool = new Spool(file, SpoolRoom.Shared);
            isWhole = spool.Fill(stored, limits, meter);
            if (isWhole)
                SpoolRoom.Shared.Know(spool);
            return isWhole ? spool : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or ImageException)
        {
            return null;
        }
        finally
        {
            if (!isWhole)
            {
                spool?.End();
                file?.Dispose();
            }
        }
    }

    /// <summary>Opens the bytes; null where the file has ended.</summary>
    /// <param name="name">Name of the blob, for messages.</param>
    public ByteReader? Open(string name)
    {
        lock (_gate)
        {
            if (_isEnded)
                return null;
            _readers++;
        }
        return new Reader(this, name);
    }

    /// <summary>Removes the file, as soon as nobody reads it any more.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isEnded = true;
            if (_readers == 0)
                Close();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _readers--;
            if (_readers == 0 && _isEnded)
                Close();
        }
    }

    private void Close()
    {
        _file.Dispose();
        _room.Return(Interlocked.Exchange(ref _taken, 0));
    }

    private static FileStream OpenFile(long expectedLength)
    {
        string folder = Path.GetTempPath();
        if (new DriveInfo(folder).AvailableFreeSpace / 2 < expectedLength)
            throw new IOException("There is not enough room.");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = 0,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose | FileOptions.RandomAccess : FileOptions.RandomAccess,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string path = Path.Combine(folder, $"pslayers-{Guid.NewGuid():N}.tmp");
        var file = new FileStream(path, options);
        // Elsewhere than on Windows a file without a name lives as long as it is open, even where the process is killed.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    private bool Fill(Blob stored, ReadLimits limits, ReadMeter? meter)
    {
        using var packer = new Compressor(Level);
        using ChunkReader chunks = stored.OpenChunks(limits, meter, isWhole: true);
        byte[] frame = ArrayPool<byte>.Shared.Rent(FrameSize);
        byte[] packed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(FrameSize));
        try
        {
            int filled = 0;
            for (ReadOnlyMemory<byte> chunk; !(chunk = chunks.Next()).IsEmpty;)
            {
                while (!chunk.IsEmpty)
                {
                    int taken = Math.Min(chunk.Length, FrameSize - filled);
                    chunk.Span[..taken].CopyTo(frame.AsSpan(filled));
                    chunk = chunk[taken..];
                    filled += taken;
                    if (filled < FrameSize)
                        continue;
                    if (!Write(packer, frame.AsSpan(0, filled), packed, limits))
                        return false;
                    filled = 0;
                }
            }
            return filled == 0 || Write(packer, frame.AsSpan(0, filled), packed, limits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private bool Write(Compressor packer, ReadOnlySpan<byte> frame, byte[] packed, ReadLimits limits)
    {
        int length = packer.Wrap(frame, packed);
        long start = _frameEnds.Count == 0 ? 0 : _frameEnds[^1];
        if (start + length > limits.SpoolSize || !_room.TryTake(length, limits.SpoolTotal))
            return false;
        Interlocked.Add(ref _taken, length);
        RandomAccess.Write(_file.SafeFileHandle, packed.AsSpan(0, length), start);
        _frameEnds.Add(start + length);
        _length += frame.Length;
        return true;
    }

    private sealed class Reader(Spool spool, string name) : ByteReader
    {
        private readonly Decompressor _unpacker = new();
        private byte[] _frame = ArrayPool<byte>.Shared.Rent(FrameSize);
        private long _number = -1;

        public override int Read(Span<byte> buffer, long offset)
        {
            if (offset >= spool._length)
                return 0;
            if (offset / FrameSize != _number)
                Load(offset / FrameSize);
            int at = (int)(offset % FrameSize);
            int length = (int)Math.Min(buffer.Length, Math.Min(FrameSize - at, spool._length - offset));
            _frame.AsSpan(at, length).CopyTo(buffer);
            return length;
        }

        public override void Dispose()
        {
            if (_frame.Length == 0)
                return;
            _unpacker.Dispose();
            ArrayPool<byte>.Shared.Return(_frame);
            _frame = [];
            spool.Leave();
        }

        private void Load(long number)
        {
            _number = -1;
            long start = number == 0 ? 0 : spool._frameEnds[(int)number - 1];
            int length = (int)(spool._frameEnds[(int)number] - start);
            byte[] packed = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                for (int have = 0, read; have < length; have += read)
                {
                    read = RandomAccess.Read(spool._file.SafeFileHandle, packed.AsSpan(have, length - have), start + have);
                    if (read == 0)
                        throw new EndOfStreamException("the temporary file is cut short");
                }
                _unpacker.Unwrap(packed.AsSpan(0, length), _frame);
                _number = number;
            }
            catch (Exception e) when (e is IOException or ZstdException)
            {
                throw new ImageException(ImageErrorId.ReadFailed, $"its decompressed bytes cannot be read back ({e.Message.TrimEnd('.')})", name, inner: e);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(packed);
            }
        }
    }
}
