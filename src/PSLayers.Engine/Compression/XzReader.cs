using System.Buffers.Binary;
using SharpCompress.Compressors.Xz;
using Crc32 = System.IO.Hashing.Crc32;

namespace PSLayers.Compression;

/// <summary>Reads xz (tukaani.org, xz-file-format.txt): all streams one after another, with the padding between them, and no dictionary over
/// a limit. The library knows the parts; its own reader ends with the first stream, and takes as much memory as any header asks for.</summary>
internal sealed class XzReader(BufferedInput stored, int windowLog) : XZReadOnlyStream(stored)
{
    private const ulong Lzma2 = 0x21;
    private const int CompressedSizeStated = 0x40;
    private const int SizeStated = 0x80;

    private XZHeader? _header;
    private XZBlock? _block;
    private ulong _blocks;
    private bool _isBegun;

    /// <summary>Whether bytes follow that are no stream, and not all of them zero.</summary>
    public bool HasGarbage { get; private set; }

    private static ReadOnlySpan<byte> Magic => [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00];

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_block is not null || NextBlock())
        {
            int read = _block!.Read(buffer, offset, count);
            // A block gives less than was asked for at its end only, and has been checked then.
            if (read < count)
                _block = null;
            if (read > 0)
                return read;
        }
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            stored.Dispose();
        base.Dispose(disposing);
    }

    private bool NextBlock()
    {
        while (_header is not null || NextStream())
        {
            ReadOnlySpan<byte> size = stored.Peek(1);
            if (size.IsEmpty)
                throw new EndOfStreamException("a block or the index was expected");
            if (size[0] != 0)
            {
                stored.Clear(CheckDictionaries(stored.Peek((size[0] + 1) * 4)));
                _blocks++;
                _block = new XZBlock(stored, _header!.BlockCheckType, _header.BlockCheckSize);
                return true;
            }
            PassIndex();
            XZFooter.FromStream(stored);
            _header = null;
        }
        return false;
    }

    private bool NextStream()
    {
        if (_isBegun)
        {
            while (stored.Peek(4).SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0, 0]))
                stored.Take(4);
            // As with gzip, what follows and is no stream does no harm; it is read so that every byte is counted.
            if (!stored.Peek(Magic.Length).SequenceEqual(Magic))
            {
                for (int next; (next = stored.ReadByte()) >= 0;)
                    HasGarbage |= next != 0;
                return false;
            }
        }
        (_isBegun, _blocks) = (true, 0);
        _header = XZHeader.FromStream(stored);
        return true;
    }

    // The header of a block: its size, flags, sizes that may be stated, and then for each filter a number, and its properties (3.1).
    // The bytes of all dictionaries.
    private long CheckDictionaries(ReadOnlySpan<byte> header)
    {
        int flags = header.Length > 1 ? header[1] : 0;
        ReadOnlySpan<byte> rest = header[Math.Min(2, header.Length)..];
        if ((flags & CompressedSizeStated) != 0)
            TakeNumber(ref rest);
        if ((flags & SizeStated) != 0)
            TakeNumber(ref rest);
        long memory = 0;
        for (int filters = (flags & 3) + 1; filters > 0 && rest.Length > 0; filters--)
        {
            ulong filter = TakeNumber(ref rest);
            int properties = (int)Math.Min(TakeNumber(ref rest), (ulong)rest.Length);
            if (filter == Lzma2 && properties == 1)
                memory += CheckDictionary(rest[0] & 0x3F);
            rest = rest[properties..];
        }
        return memory;
    }

    private long CheckDictionary(int code)
    {
        long size = (2L | (code & 1L)) << (code / 2 + 11);
        if (size > 1L << windowLog)
            throw new NotSupportedException($"a dictionary of {size} bytes, where at most {1L << windowLog} are allowed (limit WindowLog)");
        return size;
    }

    // The sizes of all blocks stand at the end of a stream once more (4). Nobody needs them here; but there are as many as there were blocks, and not
    // as many as somebody says.
    private void PassIndex()
    {
        var checksum = new Crc32();
        int length = TakeIndexByte(checksum) + 1;
        ulong records = TakeIndexNumber(checksum, ref length);
        if (records != _blocks)
            throw new InvalidDataException($"its index lists {records} blocks, but {_blocks} were there");
        for (ulong left = records * 2; left > 0; left--)
            TakeIndexNumber(checksum, ref length);
        for (; length % 4 != 0; length++)
        {
            if (TakeIndexByte(checksum) != 0)
                throw new InvalidDataException("its index is padded with something else than zeros");
        }
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(stored.Peek(4) is { Length: 4 } sum ? sum : throw new EndOfStreamException("the index has no checksum"));
        stored.Take(4);
        if (stated != checksum.GetCurrentHashAsUInt32())
            throw new InvalidDataException("the checksum of its index is wrong");
    }

    private ulong TakeIndexNumber(Crc32 checksum, ref int length)
    {
        ulong value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte next = TakeIndexByte(checksum);
            length = (length + 1) % 4;
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
        throw new InvalidDataException("its index has a number that is too long");
    }

    private byte TakeIndexByte(Crc32 checksum)
    {
        ReadOnlySpan<byte> next = stored.Peek(1);
        if (next.IsEmpty)
            throw new EndOfStreamException("the index was not at its end");
        byte value = next[0];
        checksum.Append(next);
        stored.Take(1);
        return value;
    }

    private static ulong TakeNumber(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes.Length && i < 9; i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if ((bytes[i] & 0x80) == 0)
            {
                bytes = bytes[(i + 1)..];
                return value;
            }
        }
        bytes = default;
        return value;
    }
}
