using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;

namespace PSLayers.Extraction;

/// <summary>A file that gets its name when it is whole. Until then it has none where the system knows such files, so that even a process that is
/// killed leaves nothing behind; elsewhere it has one that nobody looks for, and is removed if it is given up.</summary>
internal sealed class DraftFile : IDisposable
{
    /// <summary>How its name ends where it has one before it is whole.</summary>
    public const string Suffix = ".new";

    private readonly string _folder;
    private string? _path;

    private DraftFile(SafeFileHandle handle, string folder, string? path) => (Handle, _folder, _path) = (handle, folder, path);

    /// <summary>The file, open for reading and writing until it gets its name.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Begins one.</summary>
    /// <param name="folder">A folder of the disk that the file will be on.</param>
    /// <exception cref="IOException">No file can be made there.</exception>
    /// <exception cref="UnauthorizedAccessException">No file may be made there.</exception>
    public static DraftFile In(string folder)
    {
        if (NamelessFile.TryOpen(folder) is { } nameless)
            return new DraftFile(nameless, folder, null);
        string path = PlaceIn(folder);
        return new DraftFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite), folder, path);
    }

    /// <summary>Gives the file its name, and closes it.</summary>
    /// <param name="path">Full path, on the same disk.</param>
    /// <param name="replaces">Whether it takes the place of a file or link that is there, in one step.</param>
    /// <exception cref="IOException">Something has the name, or it cannot be given.</exception>
    public void Publish(string path, bool replaces)
    {
        if (_path is null && !replaces)
        {
            NamelessFile.Name(Handle, path);
            Handle.Dispose();
            return;
        }
        Close();
        File.Move(_path!, path, overwrite: replaces);
        _path = null;
    }

    /// <summary>Closes the file before it gets its name: a process can have only so many open.</summary>
    public void Close()
    {
        if (_path is null)
        {
            string path = PlaceIn(_folder);
            NamelessFile.Name(Handle, path);
            _path = path;
        }
        // Windows renames no file that is open.
        Handle.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        if (_path is null)
            return;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why it could not be written is what counts.
        }
    }

    private static string PlaceIn(string folder) => Path.Join(folder, $".{Guid.NewGuid():N}{Suffix}");
}
