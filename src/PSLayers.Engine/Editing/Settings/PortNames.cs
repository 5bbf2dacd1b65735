using System.Globalization;

namespace PSLayers.Editing.Settings;

/// <summary>Ports as images state them (image-spec, config.md, "ExposedPorts"): a number and a protocol.</summary>
internal static class PortNames
{
    private const int MostPorts = 65536;

    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    /// <summary>The ports of <c>80</c>, <c>80/udp</c> or <c>8000-8010/tcp</c>, each with its protocol.</summary>
    /// <exception cref="Errors.ImageException">It is no port.</exception>
    public static IEnumerable<string> Expand(string text)
    {
        string[] parts = text.ToLowerInvariant().Split('/');
        string protocol = parts.Length > 1 ? parts[1] : Protocols[0];
        string[] ends = parts[0].Split('-');
        if (parts.Length > 2 || ends.Length > 2 || !Protocols.Contains(protocol)
            || Number(ends[0]) is not { } first || Number(ends[^1]) is not { } last || last < first)
            throw SettingChecks.Invalid($"'{text}' is no port; one is written as 80, 80/udp or 8000-8010/tcp");
        return Enumerable.Range(first, last - first + 1).Select(port => string.Create(CultureInfo.InvariantCulture, $"{port}/{protocol}"));
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < MostPorts ? port : null;
}
