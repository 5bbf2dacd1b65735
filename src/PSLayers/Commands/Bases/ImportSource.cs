namespace PSLayers.Commands.Bases;

/// <summary>A file or folder of the disk that is to be copied into an image.</summary>
/// <param name="File">Full path.</param>
/// <param name="Target">What the user calls it.</param>
/// <param name="IsContent">Whether of a folder what is in it is meant.</param>
/// <param name="IsMatch">Whether wildcards found it, so that there might be others.</param>
internal sealed record ImportSource(string File, string Target, bool IsContent, bool IsMatch)
{
    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder { get; } = Directory.Exists(File);

    /// <summary>Its name.</summary>
    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(File));

    /// <summary>Whether a path that a user wrote means what is in a folder.</summary>
    public static bool MeansContent(string given) => given == "." || given.EndsWith("/.", StringComparison.Ordinal);
}
