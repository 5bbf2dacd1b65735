namespace PSLayers.Packages.Databases.Rpm;

/// <summary>One row of a table. Format: "Database File Format" of SQLite, 2.1.</summary>
/// <param name="payload">The row's bytes.</param>
internal readonly ref struct SqliteRecord(ReadOnlySpan<byte> payload)
{
    private readonly ReadOnlySpan<byte> _payload = payload;

    /// <summary>The bytes of a column that is a text or a blob; empty for any other.</summary>
    public ReadOnlySpan<byte> Bytes(int column)
    {
        ReadOnlySpan<byte> value = Find(column, out ulong kind);
        return kind >= 12 ? value : default;
    }

    /// <summary>The number of a column; 0 for any other.</summary>
    public long Number(int column)
    {
        ReadOnlySpan<byte> value = Find(column, out ulong kind);
        if (kind is 0 or > 6 || value.IsEmpty)
            return kind == 9 ? 1 : 0;
        long number = (sbyte)value[0];
        foreach (byte low in value[1..])
            number = (number << 8) | low;
        return number;
    }

    /// <summary>Takes a number of one to nine bytes, each but the ninth with seven bits.</summary>
    /// <param name="bytes">Where it begins; becomes what stands behind it.</param>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is whole.</returns>
    public static bool TryTake(ref ReadOnlySpan<byte> bytes, out ulong number)
    {
        number = 0;
        for (int i = 0; i < 9 && i < bytes.Length; i++)
        {
            byte next = bytes[i];
            number = i == 8 ? (number << 8) | next : (number << 7) | (uint)(next & 0x7F);
            if (i == 8 || next < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }
        return false;
    }

    private ReadOnlySpan<byte> Find(int column, out ulong kind)
    {
        kind = 0;
        ReadOnlySpan<byte> kinds = _payload;
        if (!TryTake(ref kinds, out ulong headerSize) || headerSize > (ulong)_payload.Length)
            return default;
        int taken = _payload.Length - kinds.Length;
        if ((int)headerSize < taken)
            return default;
        kinds = _payload[taken..(int)headerSize];
        ulong at = headerSize;
        for (int i = 0; TryTake(ref kinds, out ulong next); i++)
        {
            ulong size = SizeOf(next);
            if (size > (ulong)_payload.Length - at)
                return default;
            if (i == column)
            {
                kind = next;
                return _payload.Slice((int)at, (int)size);
            }
            at += size;
        }
        return default;
    }

    private static ulong SizeOf(ulong kind) => kind switch
    {
        <= 4 => kind,
        5 => 6,
        6 or 7 => 8,
        < 12 => 0,
        _ => (kind - 12) / 2,
    };
}
