namespace PSLayers.Editing.Settings;

/// <summary>A part of an image's config that can be taken out (image-spec, config.md; annotations stand in the manifest).</summary>
public enum ConfigField
{
    /// <summary>Who made the image.</summary>
    Author,

    /// <summary>User, or user:group, that the process runs as.</summary>
    User,

    /// <summary>Environment.</summary>
    Env,

    /// <summary>Words of the command that a container always starts with.</summary>
    Entrypoint,

    /// <summary>Words behind the entrypoint.</summary>
    Cmd,

    /// <summary>Directory that the process starts in.</summary>
    WorkingDir,

    /// <summary>Ports that a container listens on.</summary>
    ExposedPort,

    /// <summary>Directories that are volumes.</summary>
    Volume,

    /// <summary>Labels.</summary>
    Label,

    /// <summary>Annotations of the manifest.</summary>
    Annotation,

    /// <summary>Signal that stops a container.</summary>
    StopSignal,

    /// <summary>Shell that the shell form of instructions uses.</summary>
    Shell,

    /// <summary>Health check.</summary>
    Healthcheck,

    /// <summary>Instructions that run when another image is built from this one.</summary>
    OnBuild,

    /// <summary>Variant of the architecture.</summary>
    Variant,

    /// <summary>Version of the operating system.</summary>
    OsVersion,
}
