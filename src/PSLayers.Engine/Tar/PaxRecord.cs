namespace PSLayers.Tar;

/// <summary>The records of an extended header's data, each of the form <c>length keyword=value</c> with a newline behind (POSIX pax).</summary>
internal static class PaxRecord
{
    /// <summary>What stands in front of an extended attribute's name, as star and Go have it.</summary>
    public const string XattrPrefix = "SCHILY.xattr.";

    /// <summary>Takes the next record off the data; an empty keyword says that there is none left.</summary>
    /// <returns>null, or what is wrong with the record.</returns>
    public static string? Next(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value)
    {
        keyword = value = default;
        if (data.IsEmpty)
            return null;
        int blank = data.IndexOf((byte)' ');
        if (blank <= 0 || !TarNumber.TryParseDecimal(data[..blank], out long length) || length <= blank + 2 || length > data.Length || data[(int)length - 1] != '\n')
            return "an extended header has a record that is not of the form \"length keyword=value\"";
        ReadOnlySpan<byte> record = data[(blank + 1)..((int)length - 1)];
        data = data[(int)length..];
        int equals = record.IndexOf((byte)'=');
        if (equals <= 0)
            return "an extended header has a record without a keyword";
        keyword = record[..equals];
        value = record[(equals + 1)..];
        return null;
    }
}
