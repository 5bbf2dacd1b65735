using System.Globalization;

namespace PSLayers.Limits;

/// <summary>How much a compressed stream may expand to, where the user has said so.</summary>
internal static class ExpansionSetting
{
    /// <summary>The environment variable as PowerShell writes it.</summary>
    public const string Variable = "env:PSLAYERS_EXPANSION";

    private static readonly (string Unit, int Power)[] Units = [("KB", 10), ("MB", 20), ("GB", 30), ("TB", 40), ("PB", 50)];

    /// <summary>The user's setting, as it is now; null where there is none.</summary>
    public static long? Current => Parse(Environment.GetEnvironmentVariable(Variable["env:".Length..]));

    /// <summary>Reads a number of bytes, with PowerShell's units or without; <c>unlimited</c> is one too. Null for anything else.</summary>
    public static long? Parse(string? text)
    {
        string number = text?.Trim() ?? "";
        if (number.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
            return long.MaxValue;
        int power = 0;
        foreach ((string unit, int unitPower) in Units)
        {
            if (number.EndsWith(unit, StringComparison.OrdinalIgnoreCase))
                (number, power) = (number[..^unit.Length].TrimEnd(), unitPower);
        }
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 && value <= long.MaxValue >> power ? value << power : null;
    }
}
