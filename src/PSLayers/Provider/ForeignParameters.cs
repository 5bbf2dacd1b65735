using System.Management.Automation;

namespace PSLayers.Provider;

/// <summary>Parameters that a command got from another provider. PowerShell asks for them before the pipeline brings the paths, and then it is the
/// provider of the current location that answers; those of the file system have the same names as ours.</summary>
/// <param name="parameters">The object with the parameters; null for none.</param>
internal sealed class ForeignParameters(object? parameters)
{
    /// <summary>The value of a parameter; the given one where there is no such parameter.</summary>
    public T Value<T>(string name, T otherwise) =>
        parameters is not null && PSObject.AsPSObject(parameters).Properties[name]?.Value is { } value && LanguagePrimitives.TryConvertTo(value, out T converted)
            ? converted
            : otherwise;
}
