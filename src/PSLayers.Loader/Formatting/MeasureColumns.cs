using System.Collections;
using System.Management.Automation;

namespace PSLayers.Formatting;

/// <summary>Short forms of the figures of Measure-ContainerImage, in the way of <see cref="Columns"/>.</summary>
public static class MeasureColumns
{
    /// <summary>IsComplete in words, where it is not.</summary>
    public static string? IsComplete(PSObject item) => Value(item, "IsComplete") is false ? "False: not all layers could be read" : null;

    /// <summary>ViewSize, and of how many entries of each type.</summary>
    public static string ViewSize(PSObject item) => $"{View.Size(Bytes(item, "ViewSize"))} in {MeasureView.Counts(item)}";

    /// <summary>HiddenSize, and which part of all bytes that is.</summary>
    public static string HiddenSize(PSObject item) => MeasureView.Part(Bytes(item, "HiddenSize"), Bytes(item, "Size"));

    /// <summary>MetadataOnlySize, and which part of all bytes that is.</summary>
    public static string MetadataOnlySize(PSObject item) => MeasureView.Part(Bytes(item, "MetadataOnlySize"), Bytes(item, "Size"));

    /// <summary>Efficiency in hundredths.</summary>
    public static string Efficiency(PSObject item) => MeasureView.Percent(Value(item, "Efficiency") as double?);

    /// <summary>DiveEfficiency in hundredths.</summary>
    public static string DiveEfficiency(PSObject item) => MeasureView.Percent(Value(item, "DiveEfficiency") as double?);

    /// <summary>DiveWastedSize, short.</summary>
    public static string DiveWastedSize(PSObject item) => View.Size(Bytes(item, "DiveWastedSize"));

    /// <summary>DiveUserWastedPercent in hundredths.</summary>
    public static string DiveUserWastedPercent(PSObject item) => MeasureView.Percent(Value(item, "DiveUserWastedPercent") as double?);

    /// <summary>The first of WastedFiles.</summary>
    public static string WastedFiles(PSObject item) => MeasureView.WastedFiles(List(item, "WastedFiles"));

    /// <summary>The first of LargestFiles.</summary>
    public static string LargestFiles(PSObject item) => MeasureView.Paths(List(item, "LargestFiles"));

    /// <summary>The first of LargestDirectories.</summary>
    public static string LargestDirectories(PSObject item) => MeasureView.Paths(List(item, "LargestDirectories"));

    /// <summary>The first of Extensions.</summary>
    public static string Extensions(PSObject item) => MeasureView.Extensions(List(item, "Extensions"));

    /// <summary>The first of DuplicateContents.</summary>
    public static string DuplicateContents(PSObject item) => MeasureView.Duplicates(List(item, "DuplicateContents"));

    private static long? Bytes(PSObject item, string property) => Value(item, property) is { } value ? LanguagePrimitives.ConvertTo<long>(value) : null;

    private static IEnumerable? List(PSObject item, string property) => LanguagePrimitives.GetEnumerable(item.Properties[property]?.Value);

    private static object? Value(PSObject item, string property) => item.Properties[property]?.Value is PSObject wrapped ? wrapped.BaseObject : item.Properties[property]?.Value;
}
