using System.Globalization;
using System.Text;

namespace PSLayers.Tar;

/// <summary>Collects the records of an extended header. They come out by keyword, so that their order says nothing.</summary>
internal sealed class PaxWriter
{
    private readonly SortedDictionary<string, byte[]> _records = new(StringComparer.Ordinal);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _records.Count == 0;

    /// <summary>Adds a number.</summary>
    public void Add(string keyword, long value) => Add(keyword, Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Adds any bytes.</summary>
    public void Add(string keyword, byte[] value) => Add(keyword, [], value);

    /// <summary>Adds any bytes under a keyword that ends in bytes.</summary>
    public void Add(string keyword, byte[] end, byte[] value) => _records[keyword + Encoding.Latin1.GetString(end)] = Record([.. Encoding.ASCII.GetBytes(keyword), .. end], value);

    /// <summary>Adds a time: decimal seconds, with as many digits behind the point as it takes.</summary>
    /// <param name="keyword">Which time.</param>
    /// <param name="seconds">Whole seconds since 1970, rounded down.</param>
    /// <param name="nanoseconds">What is to be added.</param>
    public void AddTime(string keyword, long seconds, int nanoseconds)
    {
        // What is written is a decimal number, and so the fraction of a negative one counts the other way.
        bool isNegative = seconds < 0;
        if (isNegative && nanoseconds > 0)
            (seconds, nanoseconds) = (seconds + 1, 1_000_000_000 - nanoseconds);
        string whole = (isNegative ? "-" : "") + Math.Abs(seconds).ToString(CultureInfo.InvariantCulture);
        string fraction = nanoseconds == 0 ? "" : "." + nanoseconds.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        Add(keyword, Encoding.ASCII.GetBytes(whole + fraction));
    }

    /// <summary>The header's data.</summary>
    public byte[] ToArray() => [.. _records.Values.SelectMany(record => record)];

    // The length counts its own digits.
    private static byte[] Record(byte[] keyword, byte[] value)
    {
        int rest = keyword.Length + value.Length + 3;
        int length = rest;
        while (length != rest + Digits(length))
            length = rest + Digits(length);
        return [.. Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)), (byte)' ', .. keyword, (byte)'=', .. value, (byte)'\n'];
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
