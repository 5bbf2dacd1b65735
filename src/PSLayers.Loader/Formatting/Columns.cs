using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PSLayers.Formatting;

/// <summary>Short forms of properties for tables and lists. PSLayers.Types.ps1xml makes hidden properties of them, which cost much less at the first
/// table of a session than script blocks do. They take objects that came back from another session as well.</summary>
public static class Columns
{
    private const int LongestLabel = 200;

    // What is left of eighty columns behind the heading's indent and label.
    private const int HeadingLength = 68;

    /// <summary>Size, short.</summary>
    public static string Size(PSObject item) => Bytes(item, "Size");

    /// <summary>StoredSize, short; <c>absent</c> for a layer that is not in the archive.</summary>
    public static string StoredSize(PSObject item) => Value(item, "Present") is false ? "absent" : Bytes(item, "StoredSize");

    /// <summary>HiddenSize, short.</summary>
    public static string HiddenSize(PSObject item) => Bytes(item, "HiddenSize");

    /// <summary>WastedSize, short.</summary>
    public static string WastedSize(PSObject item) => Bytes(item, "WastedSize");

    /// <summary>SizeDelta, short and with its sign.</summary>
    public static string SizeDelta(PSObject item) => View.Delta(Number(item, "SizeDelta"));

    /// <summary>Size of what has content; of a hard link the size of its file, where it is known.</summary>
    public static string FileSize(PSObject item) => Text(item, "Type") switch
    {
        "File" => Bytes(item, "Size"),
        "HardLink" => Bytes(item, "ContentSize"),
        _ => "",
    };

    /// <summary>The first twelve digits of ImageId, as docker shows it.</summary>
    public static string ImageId(PSObject item) => Short(Text(item, "ImageId"));

    /// <summary>The first twelve digits of DiffId.</summary>
    public static string DiffId(PSObject item) => Short(Text(item, "DiffId"));

    /// <summary>The first twelve digits of ContentDigest.</summary>
    public static string ContentDigest(PSObject item) => Short(Text(item, "ContentDigest"));

    /// <summary>Platform of an image; of anything else its kind.</summary>
    public static string Platform(PSObject item) => Text(item, "Kind") is "Image" ? Text(item, "Platform") : Text(item, "Kind");

    /// <summary>Created as an age, as docker history shows it.</summary>
    public static string Age(PSObject item) => View.Age(Value(item, "Created"));

    /// <summary>LastWriteTime to the minute in UTC.</summary>
    public static string LastWriteTime(PSObject item) => View.Time(Value(item, "LastWriteTime"));

    /// <summary>InnerPath, and behind an arrow what a link points to.</summary>
    public static string InnerPath(PSObject item) => WithTarget(item, "InnerPath");

    /// <summary>Name, and behind an arrow what a link points to.</summary>
    public static string Name(PSObject item) => WithTarget(item, "Name");

    /// <summary>CreatedBy in one line.</summary>
    public static string CreatedBy(PSObject item) => Line(Text(item, "CreatedBy"));

    /// <summary>Comment in one line.</summary>
    public static string Comment(PSObject item) => Line(Text(item, "Comment"));

    /// <summary>Instruction in one line.</summary>
    public static string Instruction(PSObject item) => Line(Text(item, "Instruction"));

    /// <summary>ChangedProperties; nothing where none does.</summary>
    public static string ChangedProperties(PSObject item) => Text(item, "ChangedProperties") is "None" ? "" : Text(item, "ChangedProperties");

    /// <summary>Name of what is compared: of a layer the short DiffId, of a step of the history its instruction.</summary>
    public static string ComparedName(PSObject item) => Text(item, "Aspect") switch
    {
        "Layer" => Short(Text(item, "Name")),
        "History" when (Value(item, "ReferenceValue") ?? Value(item, "DifferenceValue")) is { } step => Line(Text(PSObject.AsPSObject(step), "Instruction")),
        _ => Line(Text(item, "Name")),
    };

    /// <summary>ReferenceValue in one line; nothing for the history, whose instruction says it.</summary>
    public static string ReferenceValue(PSObject item) => Compared(item, "ReferenceValue");

    /// <summary>DifferenceValue in one line; nothing for the history.</summary>
    public static string DifferenceValue(PSObject item) => Compared(item, "DifferenceValue");

    /// <summary>Heading of what one layer did: its image, its number and the instruction that made it, cut to what fits a line.</summary>
    public static string LayerHeading(PSObject item)
    {
        string heading = $"{Text(item, "ImageName")}, layer {Text(item, "LayerIndex")}: {Instruction(item)}";
        return heading.Length <= HeadingLength ? heading : heading[..(HeadingLength - 1)] + "…";
    }

    /// <summary>Heading of a comparison: the names of both images.</summary>
    public static string ImagesHeading(PSObject item) => $"{Text(item, "ReferenceImage")} and {Text(item, "DifferenceImage")}";

    /// <summary>Heading of what is in a directory of a drive.</summary>
    public static string DirectoryHeading(PSObject item) =>
        Text(item, "PSParentPath") is var path && path.IndexOf("::", StringComparison.Ordinal) is >= 0 and var end ? path[(end + 2)..] : path;

    /// <summary>LayerIndexes with commas.</summary>
    public static string LayerIndexes(PSObject item) => MeasureView.Numbers(Value(item, "LayerIndexes"));

    /// <summary>InnerPaths with commas.</summary>
    public static string InnerPaths(PSObject item) => MeasureView.Numbers(Value(item, "InnerPaths"));

    /// <summary>Labels by name, each as <c>name=value</c>; long ones are cut.</summary>
    public static string[] Labels(PSObject item) => Value(item, "Labels") is IDictionary labels
        ? [.. labels.Keys.Cast<object>().OrderBy(name => name.ToString(), StringComparer.Ordinal).Select(name => Cut($"{name}={labels[name]}"))]
        : [];

    /// <summary>The command of a health check.</summary>
    public static string Healthcheck(PSObject item) =>
        Value(item, "Healthcheck") is { } check ? string.Join(' ', LanguagePrimitives.GetEnumerable(Value(PSObject.AsPSObject(check), "Test"))?.Cast<object>() ?? []) : "";

    private static string Compared(PSObject item, string property) => Text(item, "Aspect") is "History" ? "" : Line(Text(item, property));

    private static string WithTarget(PSObject item, string property) =>
        Text(item, "LinkTarget") is { Length: > 0 } target ? $"{Text(item, property)} -> {target}" : Text(item, property);

    private static string Bytes(PSObject item, string property) => View.Size(Number(item, property));

    private static string Short(string digest) => digest[(digest.IndexOf(':', StringComparison.Ordinal) + 1)..] is { Length: > 12 } hex ? hex[..12] : digest;

    private static string Cut(string text) => text.Length <= LongestLabel ? text : text[..LongestLabel] + "…";

    // Text of an image has no other characters that part lines.
    private static string Line(string text) => text.Replace('\n', '␊').Replace('\t', '␉');

    private static string Text(PSObject item, string property) => Value(item, property) switch
    {
        null => "",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        { } value => value.ToString() ?? "",
    };

    private static long? Number(PSObject item, string property) => Value(item, property) is { } value ? LanguagePrimitives.ConvertTo<long>(value) : null;

    private static object? Value(PSObject item, string property) => item.Properties[property]?.Value is var value && value is PSObject { BaseObject: not PSCustomObject } wrapped
        ? wrapped.BaseObject
        : value;
}
