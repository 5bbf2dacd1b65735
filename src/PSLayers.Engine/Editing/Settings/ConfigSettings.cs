using System.Text.Json.Nodes;

namespace PSLayers.Editing.Settings;

/// <summary>What is to be set in a config. What is null stays as it is.</summary>
internal sealed record ConfigSettings
{
    /// <summary>What is taken out before anything is set.</summary>
    public IReadOnlyCollection<ConfigField> Cleared { get; init; } = [];

    /// <summary>Who made the image.</summary>
    public string? Author { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>CPU architecture.</summary>
    public string? Architecture { get; init; }

    /// <summary>Operating system.</summary>
    public string? Os { get; init; }

    /// <summary>Variant of the architecture; empty takes it out.</summary>
    public string? Variant { get; init; }

    /// <summary>Version of the operating system; empty takes it out.</summary>
    public string? OsVersion { get; init; }

    /// <summary>User, or user:group; empty is root.</summary>
    public string? User { get; init; }

    /// <summary>Variables of the environment in order; null takes one out.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Env { get; init; } = [];

    /// <summary>Words of the entrypoint.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Words of the command.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>Directory that the process starts in.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Ports to add.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Volumes to add.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Labels in order; null takes one out.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Labels { get; init; } = [];

    /// <summary>Annotations of the manifest in order; null takes one out.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Annotations { get; init; } = [];

    /// <summary>Signal that stops a container.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Words of the shell.</summary>
    public IReadOnlyList<string>? Shell { get; init; }

    /// <summary>What the health check runs; one word alone is a line for the shell.</summary>
    public IReadOnlyList<string>? Healthcheck { get; init; }

    /// <summary>Time between two health checks.</summary>
    public TimeSpan? HealthInterval { get; init; }

    /// <summary>How long a health check may take.</summary>
    public TimeSpan? HealthTimeout { get; init; }

    /// <summary>How long a container may take to start.</summary>
    public TimeSpan? HealthStartPeriod { get; init; }

    /// <summary>After how many failures a container counts as unhealthy.</summary>
    public int? HealthRetries { get; init; }

    /// <summary>Instructions for images that are built from this one.</summary>
    public IReadOnlyList<string>? OnBuild { get; init; }

    /// <summary>Whether the health check is changed.</summary>
    private bool HasHealth => Healthcheck is not null || HealthInterval is not null
        || HealthTimeout is not null || HealthStartPeriod is not null || HealthRetries is not null;

    /// <summary>Sets it all in a document.</summary>
    /// <param name="config">The document.</param>
    /// <exception cref="Errors.ImageException"><see cref="Errors.ImageErrorId.ValueIgnored"/>: engines would not take a value.</exception>
    public void Apply(ConfigEdit config)
    {
        foreach (ConfigField field in Cleared)
            ConfigFields.Clear(config, field);
        SetPlatform(config);
        bool isWindows = string.Equals(NodeText.Of(config.Document["os"]), "windows", StringComparison.OrdinalIgnoreCase);
        JsonObject container = config.Container;
        SetText(config.Document, "author", Author);
        SetText(container, "User", User is null ? null : SettingChecks.User(User));
        SetText(container, "WorkingDir", WorkingDir is null ? null : SettingChecks.Directory(WorkingDir, isWindows));
        SetText(container, "StopSignal", StopSignal is null ? null : SignalNames.Check(StopSignal));
        SetCommand(container);
        SetList(container, "Shell", Shell is { Count: 0 } ? throw SettingChecks.Invalid("a shell has at least one word") : Shell);
        SetList(container, "OnBuild", OnBuild is null ? null : [.. OnBuild.Select(SettingChecks.Trigger)]);
        EnvironmentEdit.Set(container, Env, isWindows);
        SetNames(container, "ExposedPorts", ExposedPorts.SelectMany(PortNames.Expand));
        SetNames(container, "Volumes", Volumes.Select(volume => SettingChecks.Directory(volume, isWindows)));
        SetMap(container, "Labels", Labels);
        if (HasHealth)
            SetHealth(container);
        if (Created is { } created)
            config.SetCreated(created, isStated: true);
    }

    /// <summary>Annotations with what is to be set in them.</summary>
    public IReadOnlyDictionary<string, string> AnnotationsOf(IReadOnlyDictionary<string, string> before)
    {
        var annotations = new Dictionary<string, string>(Cleared.Contains(ConfigField.Annotation) ? [] : before, StringComparer.Ordinal);
        foreach ((string name, string? value) in Annotations)
        {
            SettingChecks.Name(name, "annotation");
            if (value is null)
                annotations.Remove(name);
            else
                annotations[name] = value;
        }
        return annotations;
    }

    private void SetPlatform(ConfigEdit config)
    {
        SetText(config.Document, "architecture", Architecture);
        SetText(config.Document, "os", Os);
        SetText(config.Document, "variant", Variant);
        SetText(config.Document, "os.version", OsVersion);
    }

    // A new entrypoint is no longer what the old command was made for, as docker and crane have it. Words are words, also on Windows.
    private void SetCommand(JsonObject container)
    {
        if (Entrypoint is not null && Cmd is null)
            container.Remove(nameof(Cmd));
        if (Entrypoint is not null || Cmd is not null)
            container.Remove("ArgsEscaped");
        SetList(container, "Entrypoint", Entrypoint);
        SetList(container, "Cmd", Cmd);
    }

    private void SetHealth(JsonObject container)
    {
        if (Healthcheck is not null)
            container[nameof(Healthcheck)] = new JsonObject { ["Test"] = ListOf(SettingChecks.HealthTest(Healthcheck)) };
        if (container[nameof(Healthcheck)] is not JsonObject check)
            throw SettingChecks.Invalid("there is no health check whose times could be set; set what it runs too");
        SetTime(check, "Interval", HealthInterval);
        SetTime(check, "Timeout", HealthTimeout);
        SetTime(check, "StartPeriod", HealthStartPeriod);
        if (HealthRetries is { } retries)
            check["Retries"] = retries >= 0 ? retries : throw SettingChecks.Invalid($"{retries} is no number of retries");
    }

    private static void SetTime(JsonObject check, string name, TimeSpan? time)
    {
        if (time is { } span)
            check[name] = SettingChecks.Nanoseconds(span);
    }

    // An empty text is what a document has that does not say it.
    private static void SetText(JsonObject parent, string name, string? text)
    {
        if (text is { Length: 0 })
            parent.Remove(name);
        else if (text is not null)
            parent[name] = text;
    }

    private static void SetList(JsonObject parent, string name, IReadOnlyList<string>? words)
    {
        if (words is { Count: 0 })
            parent.Remove(name);
        else if (words is not null)
            parent[name] = ListOf(words);
    }

    private static void SetNames(JsonObject parent, string name, IEnumerable<string> more)
    {
        List<string> names = [.. more];
        if (names.Count == 0)
            return;
        // Some old documents have a list of names.
        List<string> listed = parent[name] is JsonArray list ? NodeText.ListOf(list) : [];
        JsonObject set = ObjectAt(parent, name);
        foreach (string one in listed.Concat(names))
            set[one] ??= new JsonObject();
    }

    private static void SetMap(JsonObject parent, string name, IReadOnlyList<KeyValuePair<string, string?>> values)
    {
        if (values.Count == 0)
            return;
        JsonObject map = ObjectAt(parent, name);
        foreach ((string key, string? value) in values)
        {
            SettingChecks.Name(key, "label");
            if (value is null)
                map.Remove(key);
            else
                map[key] = value;
        }
        if (map.Count == 0)
            parent.Remove(name);
    }

    private static JsonObject ObjectAt(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject there)
            return there;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    private static JsonArray ListOf(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);
}
