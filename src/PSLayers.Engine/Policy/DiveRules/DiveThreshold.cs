using System.Globalization;

namespace PSLayers.Policy.DiveRules;

/// <summary>How dive writes the limits of its rules.</summary>
internal static class DiveThreshold
{
    /// <summary>Switches a rule off.</summary>
    public const string Disabled = "disabled";

    // Decimal and binary units, as go-humanize takes them (bytes.go).
    private const string Prefixes = "kmgtpe";

    /// <summary>Whether a text switches a rule off.</summary>
    public static bool IsDisabled(string text) => text.Trim().ToLowerInvariant() is "" or Disabled or "off" or "false";

    /// <summary>Reads a number from 0 to 1; null where it is none.</summary>
    public static double? Part(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double part) && part is >= 0 and <= 1 ? part : null;

    /// <summary>Reads an amount of bytes, such as <c>20MB</c> or <c>1.5 GiB</c>; null where it is none.</summary>
    public static double? Bytes(string text)
    {
        int end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is '.' or ','))
            end++;
        if (!double.TryParse(text[..end].Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
            return null;
        string unit = text[end..].Trim().ToLowerInvariant();
        if (unit is "" or "b")
            return Math.Floor(number);
        int power = Prefixes.IndexOf(unit[0], StringComparison.Ordinal) + 1;
        double? step = unit[1..] switch { "" or "b" => 1000, "i" or "ib" => 1024, _ => null };
        return power == 0 || step is null ? null : Math.Floor(number * Math.Pow(step.Value, power));
    }
}
