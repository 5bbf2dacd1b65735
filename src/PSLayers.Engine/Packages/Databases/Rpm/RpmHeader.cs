using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>What rpm keeps of one package: values by tag, all numbers with the high byte first. Format: "Header structure" of rpm's reference on
/// its package format; a database leaves out the magic in front.</summary>
internal readonly ref struct RpmHeader
{
    private const int EntrySize = 16;
    private const int IntroSize = 8;

    private readonly ReadOnlySpan<byte> _entries;
    private readonly ReadOnlySpan<byte> _data;

    private RpmHeader(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> data)
    {
        _entries = entries;
        _data = data;
    }

    private static ReadOnlySpan<byte> Magic => [0x8E, 0xAD, 0xE8, 0x01];

    /// <summary>Reads a header, with its magic or without.</summary>
    /// <param name="blob">The bytes; what stands behind the header is no part of it.</param>
    /// <param name="header">The header; its values are looked at when they are asked for.</param>
    /// <returns>Whether the bytes can be one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> blob, out RpmHeader header)
    {
        header = default;
        if (blob.StartsWith(Magic))
            blob = blob[Math.Min(IntroSize, blob.Length)..];
        if (blob.Length < IntroSize)
            return false;
        long entries = EntrySize * (long)BinaryPrimitives.ReadUInt32BigEndian(blob), data = BinaryPrimitives.ReadUInt32BigEndian(blob[4..]);
        if (entries == 0 || IntroSize + entries + data > blob.Length)
            return false;
        header = new RpmHeader(blob.Slice(IntroSize, (int)entries), blob.Slice(IntroSize + (int)entries, (int)data));
        return true;
    }

    /// <summary>The first text of a tag, without the zero at its end; empty where there is none.</summary>
    public ReadOnlySpan<byte> Text(RpmTag tag) => Texts(tag).Next(out ReadOnlySpan<byte> text) ? text : default;

    /// <summary>The texts of a tag, one after another.</summary>
    public RpmTexts Texts(RpmTag tag) =>
        Find(tag, out RpmType type, out int count) is { IsEmpty: false } data && type is RpmType.Text or RpmType.Texts or RpmType.Translations
            ? new RpmTexts(data, type == RpmType.Text ? 1 : count)
            : default;

    /// <summary>A number of a tag; null where there is none.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="index">Which one.</param>
    public long? Number(RpmTag tag, int index = 0) => Numbers(tag)[index];

    /// <summary>The numbers of a tag.</summary>
    public RpmNumbers Numbers(RpmTag tag)
    {
        ReadOnlySpan<byte> data = Find(tag, out RpmType type, out int count);
        int size = type switch { RpmType.Byte or RpmType.Character => 1, RpmType.Short => 2, RpmType.Number => 4, RpmType.Long => 8, _ => 0 };
        return size == 0 ? default : new RpmNumbers(data[..(int)Math.Min(data.Length, (long)count * size)], size);
    }

    // What was added at installation stands behind the rest, and counts more.
    private ReadOnlySpan<byte> Find(RpmTag tag, out RpmType type, out int count)
    {
        for (int at = _entries.Length - EntrySize; at >= 0; at -= EntrySize)
        {
            ReadOnlySpan<byte> entry = _entries.Slice(at, EntrySize);
            if (BinaryPrimitives.ReadUInt32BigEndian(entry) != (uint)tag)
                continue;
            type = (RpmType)BinaryPrimitives.ReadUInt32BigEndian(entry[4..]);
            uint offset = BinaryPrimitives.ReadUInt32BigEndian(entry[8..]);
            count = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(entry[12..]));
            return offset < _data.Length ? _data[(int)offset..] : default;
        }
        (type, count) = (default, 0);
        return default;
    }

    private enum RpmType : uint
    {
        Character = 1,
        Byte = 2,
        Short = 3,
        Number = 4,
        Long = 5,
        Text = 6,
        Texts = 8,
        Translations = 9,
    }
}
