using System.Globalization;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Comparison;

/// <summary>The fields of a config as names and texts that can be compared one by one.</summary>
internal static class ConfigFields
{
    /// <summary>The fields that have a value; variables and labels each by itself. Words of a command are written so that no two commands look
    /// the same.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(ContainerImage image)
    {
        if (image.Config is not { } config)
            return [];
        (string Name, string? Value)[] fields =
        [
            ("Created", config.Created?.ToString("O", CultureInfo.InvariantCulture)), ("Author", config.Author),
            ("Os", config.Os), ("OsVersion", config.OsVersion), ("Architecture", config.Architecture), ("Variant", config.Variant),
            ("OsFeatures", Joined(config.OsFeatures)), ("User", config.User), .. Variables(config.Env),
            ("Entrypoint", Words(config.Entrypoint)), ("Cmd", Words(config.Cmd)), ("WorkingDir", config.WorkingDir),
            .. Each("ExposedPorts", config.ExposedPorts), .. Each("Volumes", config.Volumes),
            .. config.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => ($"Labels.{label.Key}", (string?)label.Value)),
            ("StopSignal", config.StopSignal), ("Shell", Words(config.Shell)),
            .. Health(config.Healthcheck), ("OnBuild", Words(config.OnBuild)), ("ArgsEscaped", config.ArgsEscaped ? "true" : null),
            ("DockerVersion", config.DockerVersion),
        ];
        return fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!)).DistinctBy(field => field.Key);
    }

    // Of a variable that is set twice, a process sees the last.
    private static IEnumerable<(string Name, string? Value)> Variables(IReadOnlyList<string> env) => env.Reverse().Select(variable => variable.Split('=', 2))
        .Select(parts => (Name: $"Env.{parts[0]}", (string?)(parts.Length > 1 ? parts[1] : ""))).DistinctBy(variable => variable.Name).Reverse();

    private static IEnumerable<(string Name, string? Value)> Each(string name, IReadOnlyList<string> values) => values.Select(value => ($"{name}.{value}", (string?)value));

    private static IEnumerable<(string Name, string? Value)> Health(Healthcheck? check) => check is null ? [] :
    [
        ("Healthcheck.Test", Words(check.Test)), ("Healthcheck.Interval", check.Interval?.ToString()), ("Healthcheck.Timeout", check.Timeout?.ToString()),
        ("Healthcheck.StartPeriod", check.StartPeriod?.ToString()), ("Healthcheck.Retries", check.Retries?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static string? Joined(IReadOnlyList<string> texts) => texts.Count == 0 ? null : string.Join(", ", texts);

    private static string? Words(IReadOnlyList<string> words) => words.Count == 0 ? null
        : $"[{string.Join(", ", words.Select(word => $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}]";
}
