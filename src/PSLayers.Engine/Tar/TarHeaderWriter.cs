using System.Buffers.Binary;
using System.Text.Unicode;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>Writes the headers of entries: ustar, with an extended header in front only where ustar cannot say it (POSIX pax). The same entry gives
/// the same bytes, everywhere.</summary>
internal static class TarHeaderWriter
{
    private const int NameSize = 100;
    private const int PrefixOffset = 345;
    private const int PrefixSize = 155;
    private const int OwnerNameSize = 32;
    private const int ChecksumOffset = 148;
    private const byte ExtendedHeader = (byte)'x';

    // Nobody is to see this name; readers that know no extended headers make a file of it.
    private static ReadOnlySpan<byte> ExtendedName => "PaxHeaders.0"u8;

    /// <summary>Two blocks of zeros: the end of a tar, and enough for the padding of any file.</summary>
    public static ReadOnlyMemory<byte> EndMark { get; } = new byte[2 * TarHeader.BlockSize];

    /// <summary>The zeros that follow a file's data up to the next header.</summary>
    /// <param name="size">Bytes of data.</param>
    public static ReadOnlyMemory<byte> Padding(long size) => EndMark[..(int)(-size & (TarHeader.BlockSize - 1))];

    /// <summary>The headers of an entry; its data follows them.</summary>
    public static byte[] Headers(EntryHeader entry)
    {
        byte[] name = entry.Type == EntryType.Directory ? [.. entry.Name, (byte)'/'] : entry.Name;
        var records = new PaxWriter();
        var block = new byte[TarHeader.BlockSize];
        if (NeedsRecord(name, !TryPutName(block, name)))
            records.Add("path", name);
        if (NeedsRecord(entry.LinkTarget, !TryPut(block.AsSpan(157, NameSize), entry.LinkTarget)))
            records.Add("linkpath", entry.LinkTarget);
        PutOctal(block.AsSpan(100, 8), entry.Mode & 0xFFF);
        PutOwner(block, entry, records);
        if (!PutOctal(block.AsSpan(124, 12), entry.Size))
            records.Add("size", entry.Size);
        PutTime(block.AsSpan(136, 12), entry, records);
        PutDevice(block, entry);
        foreach ((string attribute, byte[] value) in entry.Xattrs ?? Enumerable.Empty<KeyValuePair<string, byte[]>>())
        {
            // Other names no record can have, and readers refuse them.
            if (EntryName.Encode(attribute) is { Length: > 0 } key && !key.AsSpan().ContainsAny((byte)0, (byte)'='))
                records.Add(PaxRecord.XattrPrefix, key, value);
        }
        // .NET's reader passes by the first part of a name that is parted where there are records.
        if (!records.IsEmpty && block[PrefixOffset] != 0)
            records.Add("path", name);
        Finish(block, FlagOf(entry.Type));
        return records.IsEmpty ? block : [.. Extended(records.ToArray()), .. block];
    }

    /// <summary>An extended header with these records.</summary>
    internal static byte[] Extended(byte[] data)
    {
        var whole = new byte[TarHeader.BlockSize + data.Length + Padding(data.Length).Length];
        data.CopyTo(whole, TarHeader.BlockSize);
        Span<byte> block = whole.AsSpan(0, TarHeader.BlockSize);
        ExtendedName.CopyTo(block);
        PutOctal(block.Slice(100, 8), 0x1A4);
        PutOctal(block.Slice(108, 8), 0);
        PutOctal(block.Slice(116, 8), 0);
        PutOctal(block.Slice(124, 12), data.Length);
        PutOctal(block.Slice(136, 12), 0);
        Finish(block, ExtendedHeader);
        return whole;
    }

    private static void Finish(Span<byte> block, byte flag)
    {
        block[156] = flag;
        "ustar\000"u8.CopyTo(block[257..]);
        Seal(block);
    }

    /// <summary>Puts the checksum into a header that says all else.</summary>
    internal static void Seal(Span<byte> block)
    {
        Span<byte> checksum = block.Slice(ChecksumOffset, 8);
        checksum.Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
            sum += value;
        // Six digits, a NUL and a blank, as all writers have it.
        PutOctal(checksum[..7], sum);
    }

    // Go's archive/tar and GNU tar take other bytes than ASCII for UTF-8 in an extended header, and as they are in the plain one.
    private static bool NeedsRecord(byte[] text, bool isTooLong) =>
        isTooLong || (text.AsSpan().ContainsAnyExceptInRange((byte)1, (byte)0x7F) && Utf8.IsValid(text));

    // A long name is parted at a slash: what stands before it goes to a field of its own.
    private static bool TryPutName(Span<byte> block, ReadOnlySpan<byte> name)
    {
        if (TryPut(block[..NameSize], name))
            return true;
        int slash = name[..Math.Min(name.Length - 1, PrefixSize + 1)].LastIndexOf((byte)'/');
        if (slash <= 0 || name.Length - slash - 1 > NameSize)
            return false;
        block[..NameSize].Clear();
        return TryPut(block.Slice(PrefixOffset, PrefixSize), name[..slash]) && TryPut(block[..NameSize], name[(slash + 1)..]);
    }

    // What is too long is cut: something has to stand there for readers that know no extended headers.
    private static bool TryPut(Span<byte> field, ReadOnlySpan<byte> text)
    {
        text[..Math.Min(text.Length, field.Length)].CopyTo(field);
        return text.Length <= field.Length;
    }

    internal static void PutOwner(Span<byte> block, EntryHeader entry, PaxWriter records)
    {
        if (!PutOctal(block.Slice(108, 8), entry.Uid))
            records.Add("uid", entry.Uid);
        if (!PutOctal(block.Slice(116, 8), entry.Gid))
            records.Add("gid", entry.Gid);
        byte[] user = UpToNul(entry.User), group = UpToNul(entry.Group);
        if (NeedsRecord(user, !TryPut(block.Slice(265, OwnerNameSize), user)))
            records.Add("uname", user);
        if (NeedsRecord(group, !TryPut(block.Slice(297, OwnerNameSize), group)))
            records.Add("gname", group);
    }

    private static byte[] UpToNul(string name)
    {
        byte[] bytes = EntryName.Encode(name);
        return Array.IndexOf(bytes, (byte)0) is >= 0 and var end ? bytes[..end] : bytes;
    }

    internal static void PutTime(Span<byte> field, EntryHeader entry, PaxWriter records)
    {
        long seconds = Math.DivRem(entry.Time, TimeSpan.TicksPerSecond, out long rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + TimeSpan.TicksPerSecond);
        long nanoseconds = rest * TimeSpan.NanosecondsPerTick + entry.Nanoseconds;
        if (!PutOctal(field, seconds) | nanoseconds != 0)
            records.AddTime("mtime", seconds, (int)nanoseconds);
    }

    private static void PutDevice(Span<byte> block, EntryHeader entry)
    {
        bool isDevice = entry.Type is EntryType.CharacterDevice or EntryType.BlockDevice;
        PutDeviceNumber(block.Slice(329, 8), isDevice ? entry.DeviceMajor : 0);
        PutDeviceNumber(block.Slice(337, 8), isDevice ? entry.DeviceMinor : 0);
    }

    // There is no record for them; large ones are base-256, which GNU tar and Go read.
    private static void PutDeviceNumber(Span<byte> field, long number)
    {
        if (PutOctal(field, number))
            return;
        BinaryPrimitives.WriteInt64BigEndian(field, number);
        field[0] |= 0x80;
    }

    // Digits in every place but the last, which is a NUL. What does not fit becomes 0.
    internal static bool PutOctal(Span<byte> field, long number)
    {
        int digits = field.Length - 1;
        bool fits = number >= 0 && number < 1L << (3 * digits);
        long rest = fits ? number : 0;
        field[digits] = 0;
        for (int i = digits - 1; i >= 0; i--, rest >>= 3)
            field[i] = (byte)('0' + (rest & 7));
        return fits;
    }

    private static byte FlagOf(EntryType type) => type switch
    {
        EntryType.HardLink => (byte)'1',
        EntryType.SymbolicLink => (byte)'2',
        EntryType.CharacterDevice => (byte)'3',
        EntryType.BlockDevice => (byte)'4',
        EntryType.Directory => (byte)'5',
        EntryType.Fifo => (byte)'6',
        _ => (byte)'0',
    };
}
