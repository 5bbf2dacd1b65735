using System.Globalization;

namespace PSLayers.Editing.Settings;

/// <summary>Signals as Linux numbers and names them (signal(7)), which is what engines take.</summary>
internal static class SignalNames
{
    private const string Prefix = "SIG";
    private const int Greatest = 64;

    /// <summary>The names, as images mostly have them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[]
        {
            "TERM", "INT", "QUIT", "HUP", "KILL", "USR1", "USR2", "WINCH", "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "ILL", "IO", "IOT", "PIPE", "POLL",
            "PROF", "PWR", "SEGV", "STKFLT", "STOP", "SYS", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "VTALRM", "XCPU", "XFSZ", "RTMIN", "RTMAX",
        }.Select(name => Prefix + name),
        .. Enumerable.Range(1, 15).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Prefix}RTMIN+{number}")),
        .. Enumerable.Range(1, 14).Select(number => string.Create(CultureInfo.InvariantCulture, $"{Prefix}RTMAX-{number}")),
    ];

    /// <summary>The signal, if it is one.</summary>
    /// <exception cref="Errors.ImageException">It is none.</exception>
    public static string Check(string text)
    {
        string name = text.ToUpperInvariant();
        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is > 0 and <= Greatest;
        return text.Length == 0 || isNumber || All.Contains(name) || All.Contains(Prefix + name)
            ? text : throw SettingChecks.Invalid($"'{text}' is no signal; one is written as SIGTERM, TERM or 15");
    }
}
