using System.Collections;
using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Editing.Settings;

namespace PSLayers.Commands;

public sealed partial class SetImageConfigCommand
{
    /// <summary>User, or user:group, that the process runs as; empty is root.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? User { get; set; }

    /// <summary>Directory that the process starts in.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? WorkingDir { get; set; }

    /// <summary>Words of the command that a container always starts with.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? Entrypoint { get; set; }

    /// <summary>Words behind the entrypoint, or the command where there is no entrypoint.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? Cmd { get; set; }

    /// <summary>Variables of the environment by name; null takes one out.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Env { get; set; }

    /// <summary>Labels by name; null takes one out.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Label { get; set; }

    /// <summary>Annotations of the manifest by name; null takes one out.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Annotation { get; set; }

    /// <summary>Ports to add.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] ExposedPort { get; set; } = [];

    /// <summary>Volumes to add.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Volume { get; set; } = [];

    /// <summary>Signal that stops a container.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SignalCompleter))]
    public string? StopSignal { get; set; }

    /// <summary>Words of the shell that the shell form of instructions uses.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Shell { get; set; }

    /// <summary>What the health check runs: a line for the shell, or words.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Healthcheck { get; set; }

    /// <summary>Time between two health checks.</summary>
    [Parameter]
    public TimeSpan? HealthInterval { get; set; }

    /// <summary>How long a health check may take.</summary>
    [Parameter]
    public TimeSpan? HealthTimeout { get; set; }

    /// <summary>How long a container may take to start.</summary>
    [Parameter]
    public TimeSpan? HealthStartPeriod { get; set; }

    /// <summary>After how many failures a container counts as unhealthy.</summary>
    [Parameter]
    public int? HealthRetries { get; set; }

    /// <summary>Instructions for images that are built from this one.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? OnBuild { get; set; }

    /// <summary>Who made the image.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Author { get; set; }

    /// <summary>When the image was made.</summary>
    [Parameter]
    public DateTimeOffset? Created { get; set; }

    /// <summary>CPU architecture in Go's words.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlatformPartCompleter))]
    public string? Architecture { get; set; }

    /// <summary>Operating system in Go's words.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlatformPartCompleter))]
    public string? Os { get; set; }

    /// <summary>Variant of the architecture; empty for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Variant { get; set; }

    /// <summary>Version of the operating system; empty for none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? OsVersion { get; set; }

    /// <summary>All of the platform at once.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NewPlatform { get; set; }

    /// <summary>What is taken out before anything is set.</summary>
    [Parameter]
    [ValidateNotNull]
    public ConfigField[] Clear { get; set; } = [];

    /// <summary>A step for the history, which made no layer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CreatedBy { get; set; }

    /// <summary>A comment for that step.</summary>
    [Parameter]
    public string? Comment { get; set; }
}
