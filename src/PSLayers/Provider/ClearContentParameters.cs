namespace PSLayers.Provider;

/// <summary>What Clear-Content takes on a drive beside its own parameters: nothing. That it is there tells Clear-Content from Set-Content, which clears
/// first, and must not here: what a file had stays until the new content is whole.</summary>
public sealed class ClearContentParameters
{
    // Of the file system, where the command stood there when it asked for parameters.
    private const string OfFileSystem = "FileSystemClearContentDynamicParameters";

    /// <summary>Whether it is Clear-Content that has these parameters.</summary>
    internal static bool Are(object? parameters) => parameters is ClearContentParameters || parameters?.GetType().Name == OfFileSystem;
}
