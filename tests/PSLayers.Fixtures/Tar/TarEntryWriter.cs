using System.Globalization;

namespace PSLayers.Fixtures;

/// <summary>Writes an entry as its dialect would: helper entries for what does not fit, the header, the data, the padding.</summary>
internal static class TarEntryWriter
{
    private static readonly byte[] Zeros = new byte[TarHeader.BlockSize];
    private static readonly Dictionary<string, byte[]> NoXattrs = [];

    public static void Write(Stream output, TarEntrySpec entry)
    {
        var name = entry.Name.AsSpan();
        var prefix = (entry.Prefix ?? []).AsSpan();
        var records = entry.Pax is null ? null : new PaxRecords().Raw(entry.Pax.ToArray());
        if (entry.Dialect == TarDialect.Gnu)
            WriteLongNames(output, entry);
        else if (entry.Dialect != TarDialect.V7 && entry.Prefix is null)
            FitName(entry, ref prefix, ref name, ref records);
        if (entry.Dialect != TarDialect.V7)
            AddRecords(entry, ref records);
        if (records is not null)
            WriteExtension(output, (byte)'x', "PaxHeaders/" + Path.GetFileName(entry.Path.TrimEnd('/')), records.ToArray());

        output.Write(TarHeader.Render(entry, prefix, name));
        WriteData(output, entry.Content, entry.Padded);
    }

    public static void WriteExtension(Stream output, byte typeFlag, string name, byte[] data, TarNumber? sizeField = null)
    {
        var shortName = name.Length > TarHeader.NameSize ? name[..TarHeader.NameSize] : name;
        var helper = new TarEntrySpec
        {
            Path = shortName,
            TypeFlag = typeFlag,
            Content = data,
            SizeField = sizeField,
            Time = 0,
            Dialect = typeFlag is (byte)'L' or (byte)'K' ? TarDialect.Gnu : TarDialect.Ustar,
        };
        output.Write(TarHeader.Render(helper, default, helper.Name));
        WriteData(output, data, padded: true);
    }

    public static void WriteData(Stream output, byte[] data, bool padded)
    {
        output.Write(data);
        var rest = data.Length % TarHeader.BlockSize;
        if (padded && rest != 0)
            output.Write(Zeros, 0, TarHeader.BlockSize - rest);
    }

    private static void WriteLongNames(Stream output, TarEntrySpec entry)
    {
        if (entry.LinkTarget.Length > TarHeader.NameSize)
            WriteExtension(output, (byte)'K', "././@LongLink", [.. entry.LinkTarget, 0]);
        if (entry.Name.Length > TarHeader.NameSize)
            WriteExtension(output, (byte)'L', "././@LongLink", [.. entry.Name, 0]);
    }

    private static void FitName(TarEntrySpec entry, ref Span<byte> prefix, ref Span<byte> name, ref PaxRecords? records)
    {
        var needsRecord = entry.Dialect == TarDialect.Pax && entry.Name.AsSpan().ContainsAnyExceptInRange((byte)0, (byte)127);
        if (entry.Name.Length > TarHeader.NameSize)
        {
            var slash = SplitPoint(entry.Name);
            if (slash > 0)
            {
                prefix = entry.Name.AsSpan(0, slash);
                name = entry.Name.AsSpan(slash + 1);
            }
            else
            {
                needsRecord = true;
            }
        }

        if (needsRecord)
            (records ??= new PaxRecords()).Add("path", entry.Name);
        if (entry.LinkTarget.Length > TarHeader.NameSize)
            (records ??= new PaxRecords()).Add("linkpath", entry.LinkTarget);
    }

    // The slash itself is not stored: prefix, "/", name.
    private static int SplitPoint(byte[] name)
    {
        for (var slash = Math.Min(name.Length - 2, TarHeader.PrefixSize); slash > 0; slash--)
        {
            if (name[slash] == '/')
                return name.Length - slash - 1 <= TarHeader.NameSize ? slash : -1;
        }

        return -1;
    }

    private static void AddRecords(TarEntrySpec entry, ref PaxRecords? records)
    {
        var isPax = entry.Dialect == TarDialect.Pax;
        if (entry.TimeField is null && (!TarHeader.IsWholeSeconds(entry.Time) || (isPax && !TarNumber.FitsOctal((long)entry.Time, 12))))
            (records ??= new PaxRecords()).Add("mtime", TarHeader.TimeText(entry.Time));
        if (isPax && entry.UidField is null && !TarNumber.FitsOctal(entry.Uid, 8))
            (records ??= new PaxRecords()).Add("uid", entry.Uid.ToString(CultureInfo.InvariantCulture));
        if (isPax && entry.GidField is null && !TarNumber.FitsOctal(entry.Gid, 8))
            (records ??= new PaxRecords()).Add("gid", entry.Gid.ToString(CultureInfo.InvariantCulture));
        foreach (var (key, value) in entry.Xattrs ?? NoXattrs)
            (records ??= new PaxRecords()).Xattr(key, value);
    }
}
