using System.Text;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Commands.Bases;

/// <summary>Where copies go, by the rules of docker cp: what exists as a folder takes them in, anything else becomes the copy itself.</summary>
internal sealed class ExportDestination
{
    private readonly string _full;
    private readonly bool _mustBeFolder;

    /// <param name="given">The destination as the user wrote it.</param>
    /// <param name="full">Its full path.</param>
    public ExportDestination(string given, string full)
    {
        _mustBeFolder = given.EndsWith('/') || given.EndsWith("/.", StringComparison.Ordinal)
            || (OperatingSystem.IsWindows() && (given.EndsWith('\\') || given.EndsWith("\\.", StringComparison.Ordinal)));
        string root = Path.GetPathRoot(full) ?? "";
        _full = full.Length > root.Length ? Path.TrimEndingDirectorySeparator(full) : full;
    }

    /// <summary>Full path.</summary>
    public override string ToString() => _full;

    /// <summary>Whether it is a folder already.</summary>
    public bool IsFolder => Directory.Exists(_full);

    /// <summary>Decides where a source goes.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The folder to write into, and the path below it; empty for the folder itself.</returns>
    /// <exception cref="ImageException">The destination is not as the rules want it.</exception>
    public (string Folder, string Path) PlaceOf(ExportSource source)
    {
        if (IsFolder)
            return (_full, source.Name);
        if (File.Exists(_full) && (source.IsDirectory || _mustBeFolder))
            throw new ImageException(ImageErrorId.DestinationExists, "the destination is a file, not a folder");
        if (_mustBeFolder && !source.IsDirectory)
            throw new ImageException(ImageErrorId.PathNotFound, "the destination ends in a slash, but is no folder that exists");
        if (Path.GetDirectoryName(_full) is not { } parent || !Directory.Exists(parent))
            throw new ImageException(ImageErrorId.PathNotFound, "the folder that the destination is in does not exist");
        return source.IsDirectory ? (_full, "") : (parent, EntryName.Decode(Encoding.UTF8.GetBytes(Path.GetFileName(_full))));
    }
}
