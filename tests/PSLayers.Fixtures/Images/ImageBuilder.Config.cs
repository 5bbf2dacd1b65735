using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

public sealed partial class ImageBuilder
{
    /// <summary>Sets what a Dockerfile would set. What is not named stays as it is.</summary>
    /// <param name="env">"NAME=value" each.</param>
    /// <param name="cmd">Words of CMD.</param>
    /// <param name="entrypoint">Words of ENTRYPOINT.</param>
    /// <param name="user">USER.</param>
    /// <param name="workingDir">WORKDIR.</param>
    /// <param name="labels">LABEL.</param>
    /// <param name="exposedPorts">"80/tcp" each.</param>
    /// <param name="volumes">Paths of VOLUME.</param>
    /// <param name="stopSignal">STOPSIGNAL.</param>
    /// <param name="shell">Words of SHELL.</param>
    /// <param name="onBuild">Instructions of ONBUILD.</param>
    /// <param name="healthcheck">Words of HEALTHCHECK's test, with an interval of 30 seconds.</param>
    public ImageBuilder Config(string[]? env = null, string[]? cmd = null, string[]? entrypoint = null, string? user = null,
        string? workingDir = null, IReadOnlyDictionary<string, string>? labels = null, string[]? exposedPorts = null,
        string[]? volumes = null, string? stopSignal = null, string[]? shell = null, string[]? onBuild = null,
        string[]? healthcheck = null) => Config(config =>
        {
            if (config["config"] is not JsonObject run)
                config["config"] = run = [];
            Set(run, "Env", env is null ? null : Json.Array(env));
            Set(run, "Cmd", cmd is null ? null : Json.Array(cmd));
            Set(run, "Entrypoint", entrypoint is null ? null : Json.Array(entrypoint));
            Set(run, "User", user);
            Set(run, "WorkingDir", workingDir);
            Set(run, "Labels", labels is null ? null : Json.Object(labels));
            Set(run, "ExposedPorts", exposedPorts is null ? null : Json.Set(exposedPorts));
            Set(run, "Volumes", volumes is null ? null : Json.Set(volumes));
            Set(run, "StopSignal", stopSignal);
            Set(run, "Shell", shell is null ? null : Json.Array(shell));
            Set(run, "OnBuild", onBuild is null ? null : Json.Array(onBuild));
            Set(run, "Healthcheck", healthcheck is null ? null : Healthcheck(healthcheck));
        });

    /// <summary>Sets what stands beside the run configuration. What is not named stays as it is.</summary>
    /// <param name="created">The time, as any text: RFC 3339 or nonsense.</param>
    /// <param name="os">Operating system.</param>
    /// <param name="architecture">Processor architecture.</param>
    /// <param name="variant">Its variant, such as "v8".</param>
    /// <param name="osVersion">Version, as Windows images state it.</param>
    /// <param name="author">The author.</param>
    /// <param name="comment">The comment.</param>
    public ImageBuilder Platform(string? created = null, string? os = null, string? architecture = null, string? variant = null,
        string? osVersion = null, string? author = null, string? comment = null) => Config(config =>
        {
            Set(config, "created", created);
            Set(config, "os", os);
            Set(config, "architecture", architecture);
            Set(config, "variant", variant);
            Set(config, "os.version", osVersion);
            Set(config, "author", author);
            Set(config, "comment", comment);
        });

    private static JsonObject Healthcheck(string[] test) => new() { ["Test"] = Json.Array(test), ["Interval"] = 30_000_000_000L };

    private static void Set(JsonObject target, string key, JsonNode? value)
    {
        if (value is not null)
            target[key] = value;
    }
}
