using System.Globalization;
using System.Management.Automation;

namespace PSLayers.Formatting;

/// <summary>Makes values readable in the module's views. The objects keep the values themselves.</summary>
public static class View
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    // Builds that give the same image each time date it to the start of a calendar; for docker history no day up to this one is an age.
    private static readonly DateTimeOffset NoAge = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A size in powers of 1000 with three digits, as docker prints it: <c>78.1MB</c>.</summary>
    public static string Size(long? bytes)
    {
        if (bytes is null)
            return "";
        double size = Math.Abs((double)bytes.Value);
        int unit = 0;
        while (size >= 1000 && unit < Units.Length - 1)
        {
            size /= 1000;
            unit++;
        }
        // Three significant digits, rounded half up as docker does: 1000 stays in its unit as 1e+03 there, here as the next unit.
        int decimals = size >= 100 || unit == 0 ? 0 : size >= 10 ? 1 : 2;
        double rounded = Math.Round(size, decimals, MidpointRounding.AwayFromZero);
        if (rounded >= 1000 && unit < Units.Length - 1)
            (rounded, unit) = (rounded / 1000, unit + 1);
        return (bytes < 0 ? "-" : "") + rounded.ToString("0.##", CultureInfo.InvariantCulture) + Units[unit];
    }

    /// <summary>By how many bytes something grew or shrank, with its sign; nothing where it did not.</summary>
    public static string Delta(long? bytes) => bytes switch { null or 0 => "", > 0 => "+" + Size(bytes), _ => Size(bytes) };

    /// <summary>One letter for a change, in the colours of the session where it has some: A added, M modified, m only its metadata, R removed, ? not compared.</summary>
    /// <param name="change">Name of the change.</param>
    /// <param name="style">The session's <c>$PSStyle</c>; null for no colours.</param>
    public static string Mark(string? change, object? style) => Coloured(change, style, change switch
    {
        "Added" => "A",
        "Modified" => "M",
        "MetadataModified" => "m",
        "Removed" => "R",
        "NotCompared" => "?",
        _ => "",
    });

    /// <summary>A text in the colour of a change.</summary>
    /// <param name="change">Name of the change.</param>
    /// <param name="style">The session's <c>$PSStyle</c>; null for no colours.</param>
    /// <param name="text">The text.</param>
    public static string Coloured(string? change, object? style, string text)
    {
        string? colour = change switch { "Added" => "Green", "Modified" => "Yellow", "MetadataModified" => "Cyan", "Removed" => "Red", _ => null };
        if (style is null || colour is null || PSObject.AsPSObject(style).Properties["Foreground"]?.Value is not { } foreground)
            return text;
        return $"{PSObject.AsPSObject(foreground).Properties[colour]?.Value}{text}{PSObject.AsPSObject(style).Properties["Reset"]?.Value}";
    }

    /// <summary>How long ago something was, as docker prints it: <c>3 weeks ago</c>; <c>N/A</c> for no time, and for those up to the start of 2000.</summary>
    public static string Age(object? time) => Moment(time) is { } moment && moment > NoAge ? Age(DateTimeOffset.UtcNow - moment) : "N/A";

    /// <summary>A time to the minute in UTC, sortable at a glance.</summary>
    public static string Time(object? time) => Moment(time)?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    // PowerShell has no way to bring a DateTimeOffset back from XML as itself; what comes has its properties.
    internal static DateTimeOffset? Moment(object? time) => time switch
    {
        DateTimeOffset moment => moment,
        PSObject { BaseObject: DateTimeOffset moment } => moment,
        PSObject deserialized when deserialized.Properties["UtcDateTime"]?.Value is DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
        _ => null,
    };

    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "Less than a second ago",
        { TotalSeconds: < 2 } => "1 second ago",
        { TotalSeconds: < 60 } => $"{(int)age.TotalSeconds} seconds ago",
        { TotalMinutes: < 2 } => "About a minute ago",
        { TotalMinutes: < 60 } => $"{(int)age.TotalMinutes} minutes ago",
        { TotalHours: < 1.5 } => "About an hour ago",
        { TotalHours: < 48 } => $"{(int)(age.TotalHours + 0.5)} hours ago",
        { TotalDays: < 14 } => $"{(int)age.TotalDays} days ago",
        { TotalDays: < 60 } => $"{(int)(age.TotalDays / 7)} weeks ago",
        { TotalDays: < 730 } => $"{(int)(age.TotalDays / 30)} months ago",
        _ => $"{(int)(age.TotalDays / 365)} years ago",
    };
}
