using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PSLayers.Formatting;

/// <summary>Makes values readable in the module's lists, which show every property and have room for all of it. It takes values that came back
/// from another session as well.</summary>
public static class ListView
{
    private const int BytesShown = 32;

    /// <summary>A size, short and to the byte: <c>2.18MB (2184553 bytes)</c>.</summary>
    public static string Bytes(long? bytes) =>
        bytes is > -1000 and < 1000 or null ? View.Size(bytes) : FormattableString.Invariant($"{View.Size(bytes)} ({bytes} bytes)");

    /// <summary>By how many bytes something grew or shrank, with its sign, short and to the byte.</summary>
    public static string Delta(long? bytes) => bytes is > 0 ? "+" + Bytes(bytes) : Bytes(bytes);

    /// <summary>A time to the second in UTC.</summary>
    public static string Time(object? time) =>
        View.Moment(time)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The bits of a mode as <c>chmod</c> takes them: <c>0755</c>.</summary>
    public static string Mode(int? mode) => mode is { } bits ? "0" + Convert.ToString(bits, 8).PadLeft(3, '0') : "";

    /// <summary>The first bytes in hexadecimal.</summary>
    public static string Hex(byte[]? bytes) => bytes is null ? "" : bytes.Length <= BytesShown
        ? Convert.ToHexString(bytes)
        : FormattableString.Invariant($"{Convert.ToHexString(bytes, 0, BytesShown)}… ({bytes.Length} bytes)");

    /// <summary>Extended attributes, each as <c>name=value</c> with the value in hexadecimal, by name.</summary>
    public static string[] Attributes(IDictionary? attributes) => attributes is null ? [] :
        [.. attributes.Keys.Cast<object>().OrderBy(name => name.ToString(), StringComparer.Ordinal).Select(name => $"{View.Text(name)}={Hex(LanguagePrimitives.ConvertTo<byte[]>(attributes[name]))}")];

    /// <summary>A value of any kind: a list by its items, a time in UTC, all else as text.</summary>
    public static object Value(object? value) => value switch
    {
        _ when View.Moment(value) is not null => Time(value),
        _ when LanguagePrimitives.GetEnumerable(value) is { } items => View.Texts(items),
        _ => View.Text(value),
    };
}
