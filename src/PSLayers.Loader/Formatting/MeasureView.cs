using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PSLayers.Formatting;

/// <summary>Makes the figures of Measure-ContainerImage readable: parts of a whole, and lists as short tables within a list. It takes objects that
/// came back from another session as well.</summary>
public static class MeasureView
{
    private const int LinesShown = 5;

    /// <summary>A part of a whole in hundredths, with one digit behind the point: <c>94.2%</c>. Only the whole is 100 %.</summary>
    public static string Percent(double? part) => part switch
    {
        null => "",
        double none when double.IsNaN(none) => "n/a",
        // Rounding must not make perfect what is not.
        < 1 and > 0.9994 => "99.9%",
        double some => (100 * some).ToString("0.0", CultureInfo.InvariantCulture) + "%",
    };

    /// <summary>Bytes, and behind them which part of a whole they are.</summary>
    public static string Part(long? bytes, long? whole) =>
        bytes is > 0 && whole is > 0 ? $"{View.Size(bytes)} ({Percent((double)bytes.Value / whole.Value)})" : View.Size(bytes);

    /// <summary>Numbers of layers: <c>3, 4</c>.</summary>
    public static string Numbers(object? numbers) => string.Join(", ", Items(numbers));

    /// <summary>What a container sees, by type; what there is none of is left out.</summary>
    public static string Counts(object? measure)
    {
        var of = PSObject.AsPSObject(measure ?? "");
        (string Property, string One, string Many)[] kinds =
        [
            ("FileCount", "file", "files"), ("HardLinkCount", "hard link", "hard links"), ("DirectoryCount", "directory", "directories"),
            ("SymbolicLinkCount", "symbolic link", "symbolic links"), ("SpecialFileCount", "special file", "special files"),
        ];
        string counts = string.Join(", ", kinds.Select(kind => (Count: Number(of, kind.Property), kind.One, kind.Many)).Where(kind => kind.Count > 0)
            .Select(kind => FormattableString.Invariant($"{kind.Count} {(kind.Count == 1 ? kind.One : kind.Many)}")));
        return counts.Length > 0 ? counts : "no files";
    }

    /// <summary>The first wasted files: bytes, reason, layers, path.</summary>
    public static string WastedFiles(IEnumerable? files) => Lines(files, file =>
        $"{Size(file, "WastedSize")}  {Text(file, "WasteReason"),-12}  {"layer " + Numbers(file.Properties["LayerIndexes"]?.Value),-9}  {Text(file, "InnerPath")}");

    /// <summary>The first of what has a size and a path.</summary>
    public static string Paths(IEnumerable? items) => Lines(items, item => $"{Size(item, "Size")}  {Text(item, "InnerPath")}");

    /// <summary>The first extensions: bytes, number of files, extension.</summary>
    public static string Extensions(IEnumerable? extensions) => Lines(extensions, extension =>
        $"{Size(extension, "Size")}  {(Text(extension, "Extension") is { Length: > 0 } name ? name : "(none)")} ({Number(extension, "FileCount")})");

    /// <summary>The first duplicates: bytes wasted, how often, one of the paths.</summary>
    public static string Duplicates(IEnumerable? duplicates) => Lines(duplicates, duplicate =>
        $"{Size(duplicate, "WastedSize")}  {Number(duplicate, "FileCount")} times  {Items(duplicate.Properties["InnerPaths"]?.Value).FirstOrDefault()}");

    private static string Lines(IEnumerable? items, Func<PSObject, string> line)
    {
        PSObject[] all = [.. Items(items).Select(PSObject.AsPSObject)];
        IEnumerable<string> lines = all.Take(LinesShown).Select(line);
        return string.Join('\n', all.Length > LinesShown ? lines.Append($"… {all.Length - LinesShown} more") : lines);
    }

    private static IEnumerable<object> Items(object? list) => LanguagePrimitives.GetEnumerable(list)?.Cast<object>() ?? [];

    private static string Size(PSObject item, string property) => View.Size(Number(item, property)).PadLeft(6);

    private static long Number(PSObject item, string property) => LanguagePrimitives.ConvertTo<long>(item.Properties[property]?.Value ?? 0L);

    private static string Text(PSObject item, string property) => item.Properties[property]?.Value?.ToString() ?? "";
}
