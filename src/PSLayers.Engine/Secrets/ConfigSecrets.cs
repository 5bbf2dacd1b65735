using System.Text;
using PSLayers.Images;
using PSLayers.Secrets.Matching;
using PSLayers.Secrets.Places;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets;

/// <summary>Searches what an image says of itself: environment, labels, commands, and the history with the arguments of the build.</summary>
internal sealed class ConfigSecrets : IDisposable
{
    private static readonly string[] AnyName = ["?"];

    private readonly SecretHits _hits;
    private readonly SecretScan _scan;
    private readonly List<ConfigSecret> _found = [];
    private readonly HashSet<(SecretSource, string?, string)> _known = [];

    private ConfigSecrets(SecretFinder finder, int limit)
    {
        _hits = new SecretHits(limit);
        _scan = new SecretScan(finder, _hits);
    }

    /// <summary>Searches.</summary>
    /// <param name="image">The image.</param>
    /// <param name="finder">Knows what is searched for.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<ConfigSecret> Of(ContainerImage image, SecretFinder finder, CancellationToken cancellation)
    {
        if (image.Config is not { } config)
            return [];
        using var search = new ConfigSecrets(finder, image.Limits.SecretsOfFile);
        foreach (string variable in config.Env)
            search.Setting(SecretSource.Environment, variable, null);
        foreach ((string name, string value) in config.Labels)
            search.Setting(SecretSource.Label, $"{name}={value}", null);
        search.Command("Entrypoint", config.Entrypoint);
        search.Command("Cmd", config.Cmd);
        search.Command("Healthcheck", config.Healthcheck?.Test ?? []);
        search.Command("OnBuild", config.OnBuild);
        int?[] layers = HistoryPairing.Pair(config.History, image.LayerCount, []);
        for (int step = 0; step < config.History.Count; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (config.History[step].CreatedBy is { Length: > 0 } command)
                search.Step(command, new ConfigStep(step, layers[step], command));
        }
        return search._found;
    }

    /// <inheritdoc/>
    public void Dispose() => _scan.Dispose();

    private void Command(string name, IReadOnlyList<string> words) => Text(SecretSource.Command, name, string.Join(' ', words), isShell: true, null);

    private void Step(string command, ConfigStep step)
    {
        List<string> arguments = BuildArguments.Of(command, out string rest);
        foreach (string argument in arguments)
            Setting(SecretSource.BuildArgument, argument, step);
        Text(SecretSource.History, $"step {step.Index}", rest, isShell: true, step);
    }

    // NAME=value: the whole of it is searched, as some secrets are known by their names, and then the name alone decides.
    private void Setting(SecretSource source, string setting, ConfigStep? step)
    {
        int sign = setting.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0)
            return;
        string name = setting[..sign];
        if (Text(source, name, setting, isShell: false, step) > 0)
            return;
        byte[] text = Encoding.UTF8.GetBytes(setting);
        int start = Encoding.UTF8.GetByteCount(name) + 1;
        _hits.Clear();
        _hits.BeginText();
        if (SecretNames.SoundSecret(text.AsSpan(0, start - 1)) && Plausible.IsNamedSecret(name, text.AsSpan(start)))
            _hits.Add(SecretRules.Named, SecretConfidence.Medium, text, start, text.Length - start, name + "=");
        Take(source, name, step);
    }

    private int Text(SecretSource source, string name, string text, bool isShell, ConfigStep? step)
    {
        _hits.Clear();
        _hits.BeginText();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        _scan.Add(bytes);
        _scan.End();
        if (isShell)
            NamedValues.Find(SecretRules.Named, bytes, AnyName, isShell, Plausible.IsNamedSecret, _hits);
        return Take(source, name, step);
    }

    // Builders repeat arguments in each step.
    private int Take(SecretSource source, string name, ConfigStep? step)
    {
        foreach (SecretHit hit in _hits.Kept)
        {
            if (_known.Add((source, source == SecretSource.History ? null : name, hit.Value)))
                _found.Add(new ConfigSecret(source, name, hit, step));
        }
        return _hits.Kept.Count;
    }
}

/// <summary>A step of the history.</summary>
/// <param name="Index">Its position.</param>
/// <param name="Layer">Number of the layer that it made; null for none.</param>
/// <param name="CreatedBy">The instruction as recorded.</param>
internal sealed record ConfigStep(int Index, int? Layer, string CreatedBy);

/// <summary>What was found in what an image says of itself.</summary>
/// <param name="Source">Where.</param>
/// <param name="Name">Name of the variable, label, argument or step.</param>
/// <param name="Hit">What.</param>
/// <param name="Step">The step of the history; null where it is in none.</param>
internal sealed record ConfigSecret(SecretSource Source, string Name, SecretHit Hit, ConfigStep? Step);
