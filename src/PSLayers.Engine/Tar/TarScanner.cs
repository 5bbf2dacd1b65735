using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

/// <summary>Reads the headers of one tar into a <see cref="LayerIndex"/>: ustar, PAX, GNU and v7 in any mixture. Real layers come from many
/// writers; what a header means follows GNU tar and Go's archive/tar, the readers that container runtimes use.</summary>
internal sealed class TarScanner(TarInput input, LayerIndexBuilder builder, ReadLimits limits, IEntryVisitor? visitor = null)
{
    // How often to look whether the reader is still wanted, and to report progress.
    private const int CheckEvery = 1024;

    private static readonly EntryExtras NoExtras = new(null, 0, 0);

    private readonly PaxHeader _pax = new();
    private readonly byte[] _ownerFields = new byte[96];
    private int _owner;
    private bool _hasOwner;
    private bool _hasPax;
    private bool _hasPrelude;
    private byte[]? _longName;
    private byte[]? _longLink;
    private long _entryStart;

    /// <summary>Reads to the end of the tar.</summary>
    /// <param name="progress">Told the position in the tar from time to time.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What ended the reading early, or null.</returns>
    public ImageException? Scan(IProgress<long>? progress, CancellationToken cancellation)
    {
        try
        {
            for (int headers = 1; ReadEntry(); headers++)
            {
                if (headers % CheckEvery == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    progress?.Report(input.Position);
                }
            }
            return null;
        }
        catch (ImageException damage) when (!damage.IsAboutTheFile)
        {
            return damage;
        }
    }

    // Reads one header with what belongs to it; false at the end of the tar.
    private bool ReadEntry()
    {
        long offset = input.Position;
        ReadOnlySpan<byte> block = input.Peek(TarHeader.BlockSize);
        if (block.Length < TarHeader.BlockSize)
            return EndWithoutMark(block, offset);
        var header = new TarHeader(block);
        if (header.IsZero)
            return ReadEndMark(offset);
        if (!header.ChecksumIsRight())
            throw new ImageException(ImageErrorId.TarHeaderCorrupt, "expected a tar header, but the checksum is wrong", builder.Layer, offset);
        if (!_hasPrelude)
            _entryStart = offset;
        else if (offset - _entryStart > limits.EntryHeaders)
            throw HeadersTooLarge(offset);

        switch (header.TypeFlag)
        {
            case (byte)'x':
                _hasPrelude = true;
                ReadPax(SizeOf(header, offset), offset);
                return true;
            case (byte)'g':
                SkipGlobal(SizeOf(header, offset), offset);
                return true;
            case (byte)'L':
                _hasPrelude = true;
                _longName = ReadLongText(SizeOf(header, offset), offset);
                return true;
            case (byte)'K':
                _hasPrelude = true;
                _longLink = ReadLongText(SizeOf(header, offset), offset);
                return true;
            default:
                AddEntry(header, offset);
                _hasPrelude = false;
                return true;
        }
    }

    private bool EndWithoutMark(ReadOnlySpan<byte> rest, long offset)
    {
        // Several writers leave the end mark out; a piece of a header is a different matter.
        if (rest.ContainsAnyExcept((byte)0))
            throw new ImageException(ImageErrorId.LayerTruncated, $"expected a tar header of 512 bytes, but the tar ends after {rest.Length}", builder.Layer, offset);
        if (_hasPrelude)
            throw new ImageException(ImageErrorId.LayerTruncated, "an extended header is the last thing in the tar", builder.Layer, _entryStart);
        return false;
    }

    // Two blocks of zeros end a tar. One alone, with a header behind it, is a writer's mistake that GNU tar only warns of.
    private bool ReadEndMark(long offset)
    {
        input.Skip(TarHeader.BlockSize);
        ReadOnlySpan<byte> next = input.Peek(TarHeader.BlockSize);
        if (next.Length < TarHeader.BlockSize || new TarHeader(next).IsZero)
            return false;
        bool isHeader = new TarHeader(next).ChecksumIsRight();
        builder.Warn(ImageErrorId.TarEntryOdd, isHeader ? "a single block of zeros stands between two entries" : "something else than zeros stands behind the end mark's first half", offset);
        return isHeader;
    }

    private void AddEntry(TarHeader header, long offset)
    {
        // The order that Go's archive/tar has, whichever header comes first.
        byte[]? plainName = _longName ?? _pax.Path;
        EntryType type = TypeOf(header.TypeFlag, plainName ?? (header.Name.IsEmpty && !header.Prefix.IsEmpty ? "/"u8 : header.Name));
        long stated = DataSizeOf(header, type, offset);
        bool isPaxSparse = type == EntryType.File && header.TypeFlag != 'S' && _pax.IsSparse;
        bool isSparse = header.TypeFlag == 'S' || isPaxSparse;
        if (_pax.IsSparse && type != EntryType.File)
            builder.Warn(ImageErrorId.TarEntryOdd, "an extended header says that what is no file is a sparse one; engines refuse such a layer", offset);
        byte[]? name = (isPaxSparse ? _pax.RealName : null) ?? plainName;
        long headerTime = TarNumber.TicksOf(NumberOf(header.TimeField, offset, "time"));
        LayerRow row = new()
        {
            Type = type,
            Size = type == EntryType.File ? SparseSizeOf(header, stated, offset) : 0,
            Time = _pax.Time ?? headerTime,
            Mode = (ushort)NumberOf(header.ModeField, offset, "mode"),
            Flags = isSparse ? RowFlags.Sparse : RowFlags.None,
        };
        int owner = OwnerOf(header, offset);
        EntryExtras? extras = ExtrasOf(header, type, offset);
        bool sparseContinues = header.TypeFlag == 'S' && header.SparseContinues;
        int nanoseconds = _pax.Nanoseconds;

        int number;
        int headerSize = TarHeader.BlockSize;
        if (sparseContinues)
        {
            // The data stands behind the extension blocks, and reading those gives the header's bytes back: names are copied first.
            byte[] kept = name ?? Join(header.Prefix, header.Name);
            input.Skip(TarHeader.BlockSize);
            SkipSparseExtensions(offset);
            if (input.Position - _entryStart > limits.EntryHeaders)
                throw HeadersTooLarge(offset);
            row.Place(_entryStart, input.Position, nanoseconds);
            number = builder.Add(kept, default, row, owner, extras, offset);
            headerSize = 0;
        }
        else
        {
            row.Place(_entryStart, offset + TarHeader.BlockSize, nanoseconds);
            ReadOnlySpan<byte> link = type is EntryType.SymbolicLink or EntryType.HardLink ? _longLink ?? _pax.LinkPath ?? header.LinkName : default;
            if (type == EntryType.SymbolicLink && link.IsEmpty)
                builder.Warn(ImageErrorId.TarEntryOdd, "a symbolic link has no target; engines refuse such a layer", offset);
            number = name is not null ? builder.Add(name, link, row, owner, extras, offset)
                : header.Prefix.IsEmpty ? builder.Add(header.Name, link, row, owner, extras, offset)
                : builder.Add(Join(header.Prefix, header.Name), link, row, owner, extras, offset);
        }
        ForgetPrelude();
        if (visitor is not null && number >= 0 && stated > 0 && type == EntryType.File && !isSparse)
        {
            input.Skip(headerSize);
            visitor.Visit(builder, number, input, stated);
        }
        PassData(number, row.DataOffset, stated);
    }

    private void PassData(int number, long start, long dataSize)
    {
        long padding = -dataSize & (TarHeader.BlockSize - 1);
        long toEnd = start - input.Position + dataSize;
        // The last file's padding may be missing; what is added to an impossible size does not matter.
        if (toEnd >= 0 && input.Skip(toEnd > long.MaxValue - padding ? toEnd : toEnd + padding) >= toEnd)
            return;
        if (number >= 0)
            builder.MarkTruncated(number);
        input.Drain();
        throw new ImageException(ImageErrorId.LayerTruncated,
            $"expected {dataSize} bytes of data of {(number < 0 ? "an entry that is left out" : $"'{builder.LastPath()}'")}, but the tar ends at {input.Position}", builder.Layer, start);
    }

    private long SizeOf(TarHeader header, long offset) =>
        TarNumber.TryParse(header.SizeField, out long value) && value >= 0 ? value : throw NotASize(offset);

    // Links, directories and devices have no data, whatever their size field says (some writers repeat the target's size).
    private long DataSizeOf(TarHeader header, EntryType type, long offset)
    {
        bool hasData = HasData(header.TypeFlag) && !(type == EntryType.Directory && header.TypeFlag == 0);
        if (!hasData || _pax.Size is not null)
            NumberOf(header.SizeField, offset, "size");
        if (!hasData)
            return 0;
        return _pax.Size is not { } size ? SizeOf(header, offset) : size >= 0 ? size : throw NotASize(offset);
    }

    // Each of them is small enough, but there may be any number.
    private ImageException HeadersTooLarge(long offset) =>
        new(ImageErrorId.TarHeaderTooLarge, $"the headers of one entry take more than {limits.EntryHeaders} bytes (limit EntryHeaders)", builder.Layer, offset);

    private ImageException NotASize(long offset) =>
        new(ImageErrorId.TarHeaderCorrupt, "the size in the tar header is negative, too large or no number", builder.Layer, offset);

    private long SparseSizeOf(TarHeader header, long stated, long offset)
    {
        if (header.TypeFlag != 'S')
            return !_pax.IsSparse ? stated : (_pax.RealSize ?? stated) is >= 0 and var real ? real : throw NotASize(offset);
        return TarNumber.TryParse(header.SparseSizeField, out long size) && size >= 0 ? size : throw NotASize(offset);
    }

    private long NumberOf(ReadOnlySpan<byte> field, long offset, string what)
    {
        if (TarNumber.TryParse(field, out long value))
            return value;
        builder.Warn(ImageErrorId.TarEntryOdd, $"the {what} in the tar header is no number and is read as 0", offset);
        return 0;
    }

    // Most entries have the owner of the entry before, to the byte.
    private int OwnerOf(TarHeader header, long offset)
    {
        bool isPlain = !_hasPax && !header.IsV7;
        if (isPlain && _hasOwner && header.OwnerNumbers.SequenceEqual(_ownerFields.AsSpan(0, 16)) && header.OwnerNamesAndDevice.SequenceEqual(_ownerFields.AsSpan(16)))
            return _owner;
        long uid = NumberOf(header.UidField, offset, "uid");
        long gid = NumberOf(header.GidField, offset, "gid");
        int owner = builder.OwnerNumber(_pax.Uid ?? uid, _pax.Gid ?? gid, _pax.User ?? header.User, _pax.Group ?? header.Group);
        // A number that is none is complained of each time, so such a header is not remembered. Engines refuse wrong numbers of a device in files too.
        bool isRight = TarNumber.TryParse(header.UidField, out _) && TarNumber.TryParse(header.GidField, out _);
        if (!header.IsV7 && !(TarNumber.TryParse(header.DeviceMajorField, out _) && TarNumber.TryParse(header.DeviceMinorField, out _)))
        {
            builder.Warn(ImageErrorId.TarEntryOdd, "a device number in the tar header is no number", offset);
            isRight = false;
        }
        if (isPlain && isRight)
        {
            header.OwnerNumbers.CopyTo(_ownerFields);
            header.OwnerNamesAndDevice.CopyTo(_ownerFields.AsSpan(16));
            (_owner, _hasOwner) = (owner, true);
        }
        return owner;
    }

    private EntryExtras? ExtrasOf(TarHeader header, EntryType type, long offset)
    {
        EntryExtras extras = NoExtras;
        if (_pax.Xattrs is not null)
            extras = extras with { Xattrs = _pax.Xattrs };
        if (type is EntryType.CharacterDevice or EntryType.BlockDevice)
        {
            extras = extras with
            {
                DeviceMajor = header.IsV7 || !TarNumber.TryParse(header.DeviceMajorField, out long major) ? 0 : major,
                DeviceMinor = header.IsV7 || !TarNumber.TryParse(header.DeviceMinorField, out long minor) ? 0 : minor,
            };
        }
        return ReferenceEquals(extras, NoExtras) ? null : extras;
    }

    private void ReadPax(long size, long offset)
    {
        // Of two headers for one entry the last is the one that counts, whole.
        _pax.Clear();
        _hasPax = true;
        string? oddity = _pax.Read(ReadMetadata(size, offset));
        if (oddity is not null)
            builder.Warn(ImageErrorId.TarEntryOdd, oddity, offset);
        SkipMetadata(size);
    }

    // Container engines give a global header no meaning, whatever it says: Go's archive/tar hands it over as an entry, and they pass it by. What
    // stood before it was for that entry.
    private void SkipGlobal(long size, long offset)
    {
        ReadMetadata(size, offset);
        SkipMetadata(size);
        ForgetPrelude();
        _hasPrelude = false;
    }

    // An empty text takes back what a header before said.
    private byte[]? ReadLongText(long size, long offset)
    {
        ReadOnlySpan<byte> text = ReadMetadata(size, offset);
        int end = text.IndexOf((byte)0);
        byte[]? copy = end == 0 || text.IsEmpty ? null : (end < 0 ? text : text[..end]).ToArray();
        SkipMetadata(size);
        return copy;
    }

    private ReadOnlySpan<byte> ReadMetadata(long size, long offset)
    {
        if (size > limits.TarHeaderSize)
        {
            throw new ImageException(ImageErrorId.TarHeaderTooLarge,
                $"an extended tar header of {size} bytes; at most {limits.TarHeaderSize} are read (limit TarHeaderSize)", builder.Layer, offset);
        }
        input.Skip(TarHeader.BlockSize);
        ReadOnlySpan<byte> data = input.Peek((int)size);
        if (data.Length < size)
            throw new ImageException(ImageErrorId.LayerTruncated, $"expected an extended header of {size} bytes, but the tar ends after {data.Length}", builder.Layer, offset);
        return data;
    }

    private void SkipMetadata(long size) => input.Skip((size + TarHeader.BlockSize - 1) & -TarHeader.BlockSize);

    private void SkipSparseExtensions(long offset)
    {
        for (int blocks = 0; ; blocks++)
        {
            ReadOnlySpan<byte> block = input.Peek(TarHeader.BlockSize);
            if (blocks == limits.SparseBlocks)
                throw new ImageException(ImageErrorId.TarHeaderCorrupt, $"the list of a sparse file's regions has more than {limits.SparseBlocks} blocks (limit SparseBlocks)", builder.Layer, offset);
            if (block.Length < TarHeader.BlockSize)
                throw new ImageException(ImageErrorId.TarHeaderCorrupt, "the list of a sparse file's regions has no end", builder.Layer, offset);
            bool continues = block[504] != 0;
            input.Skip(TarHeader.BlockSize);
            if (!continues)
                return;
        }
    }

    private void ForgetPrelude()
    {
        _longName = _longLink = null;
        if (!_hasPax)
            return;
        _pax.Clear();
        _hasPax = false;
    }

    private static EntryType TypeOf(byte flag, ReadOnlySpan<byte> name) => flag switch
    {
        // Before ustar a directory was a file whose name ends in a slash.
        0 => name.EndsWith("/"u8) ? EntryType.Directory : EntryType.File,
        (byte)'0' or (byte)'7' or (byte)'S' => EntryType.File,
        (byte)'1' => EntryType.HardLink,
        (byte)'2' => EntryType.SymbolicLink,
        (byte)'3' => EntryType.CharacterDevice,
        (byte)'4' => EntryType.BlockDevice,
        (byte)'5' or (byte)'D' => EntryType.Directory,
        (byte)'6' => EntryType.Fifo,
        _ => EntryType.Other,
    };

    private static bool HasData(byte flag) => flag is not (>= (byte)'1' and <= (byte)'6');

    private static byte[] Join(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name) =>
        prefix.IsEmpty ? name.ToArray() : [.. prefix, (byte)'/', .. name];
}
