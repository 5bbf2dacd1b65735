namespace PSLayers.Secrets;

/// <summary>Where in an image something was found.</summary>
public enum SecretSource
{
    /// <summary>A file of a layer.</summary>
    File,

    /// <summary>The environment of containers.</summary>
    Environment,

    /// <summary>A label.</summary>
    Label,

    /// <summary>The words that containers start with: entrypoint, command, health check, and instructions for images built from this one.</summary>
    Command,

    /// <summary>A step of the history.</summary>
    History,

    /// <summary>An argument of the build, which the history keeps.</summary>
    BuildArgument,
}
