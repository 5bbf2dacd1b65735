using System.Globalization;
using System.Text;

namespace PSLayers.Fixtures;

/// <summary>Renders the 512 bytes of one header.</summary>
internal static class TarHeader
{
    public const int BlockSize = 512;
    public const int NameSize = 100;
    public const int PrefixSize = 155;
    private const int ChecksumOffset = 148;

    public static byte[] Render(TarEntrySpec entry, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name)
    {
        var header = new byte[BlockSize];
        Put(name, header.AsSpan(0, NameSize));
        (entry.ModeField ?? TarNumber.Fitting(entry.Mode)).WriteTo(header.AsSpan(100, 8));
        (entry.UidField ?? Owner(entry, entry.Uid)).WriteTo(header.AsSpan(108, 8));
        (entry.GidField ?? Owner(entry, entry.Gid)).WriteTo(header.AsSpan(116, 8));
        (entry.SizeField ?? TarNumber.Fitting(entry.Content.LongLength)).WriteTo(header.AsSpan(124, 12));
        (entry.TimeField ?? Time(entry)).WriteTo(header.AsSpan(136, 12));
        header[156] = entry.TypeFlag;
        Put(entry.LinkTarget, header.AsSpan(157, NameSize));
        if (entry.Dialect != TarDialect.V7)
            PutUstarFields(entry, prefix, header);
        if (entry.Magic is not null)
            Put(entry.Magic, header.AsSpan(257, 8));
        entry.Patch?.Invoke(header);
        PutChecksum(header, entry.Checksum);
        return header;
    }

    public static bool IsWholeSeconds(decimal time) => decimal.Truncate(time) == time;

    public static void PutChecksum(byte[] header, TarChecksum kind)
    {
        var field = header.AsSpan(ChecksumOffset, 8);
        field.Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
            sum += kind == TarChecksum.Signed ? (sbyte)value : value;
        if (kind == TarChecksum.Wrong)
            sum++;
        if (kind == TarChecksum.Zero)
            field.Clear();
        else if (kind != TarChecksum.Blank)
            Encoding.ASCII.GetBytes(Convert.ToString(sum & 0x3FFFF, 8).PadLeft(6, '0') + "\0 ").CopyTo(field);
    }

    private static void PutUstarFields(TarEntrySpec entry, ReadOnlySpan<byte> prefix, byte[] header)
    {
        Put(entry.Dialect == TarDialect.Gnu ? "ustar  \0"u8 : "ustar\000"u8, header.AsSpan(257, 8));
        Put(Encoding.UTF8.GetBytes(entry.User), header.AsSpan(265, 32));
        Put(Encoding.UTF8.GetBytes(entry.Group), header.AsSpan(297, 32));
        TarNumber.Fitting(entry.Major).WriteTo(header.AsSpan(329, 8));
        TarNumber.Fitting(entry.Minor).WriteTo(header.AsSpan(337, 8));
        Put(prefix, header.AsSpan(345, PrefixSize));
    }

    private static TarNumber Owner(TarEntrySpec entry, long id) =>
        entry.Dialect == TarDialect.Pax && !TarNumber.FitsOctal(id, 8) ? TarNumber.Octal(0) : TarNumber.Fitting(id);

    private static TarNumber Time(TarEntrySpec entry)
    {
        var seconds = (long)decimal.Floor(entry.Time);
        return entry.Dialect == TarDialect.Pax && !TarNumber.FitsOctal(seconds, 12) ? TarNumber.Octal(0) : TarNumber.Fitting(seconds);
    }

    private static void Put(ReadOnlySpan<byte> value, Span<byte> field) =>
        value[..Math.Min(value.Length, field.Length)].CopyTo(field);

    public static string TimeText(decimal time) => time.ToString(CultureInfo.InvariantCulture);
}
