using PSLayers.Errors;
using PSLayers.Extraction.Unix;

namespace PSLayers.Extraction;

/// <summary>A folder of the user's disk that is there whole or not at all: it is filled beside its place and gets its name at the end. A process
/// that is killed meanwhile leaves what it has written beside, under a name that begins with a dot and ends in <c>.new</c>.</summary>
internal static class WholeFolder
{
    /// <summary>Refuses a place before there is any work.</summary>
    /// <param name="path">Full path, without a separator behind it.</param>
    /// <param name="replaces">Whether a folder with something in it may be there.</param>
    /// <exception cref="ImageException">Something is there that stays, or nothing can be made there.</exception>
    public static void Check(string path, bool replaces)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            throw new ImageException(ImageErrorId.DestinationExists, "the root of a disk is not replaced; name a folder in it");
        if (!Directory.Exists(parent))
            throw new ImageException(ImageErrorId.PathNotFound, "the folder that the destination is in does not exist");
        if (new FileInfo(path).LinkTarget is not null)
            throw new ImageException(ImageErrorId.DestinationLink, "the destination is a link; name the folder that it leads to");
        if (File.Exists(path))
            throw new ImageException(ImageErrorId.DestinationExists, "a file has its name, and is not replaced by a folder");
        if (!Directory.Exists(path))
            return;
        if (!replaces && !IsEmpty(path))
            throw new ImageException(ImageErrorId.DestinationExists, "it exists already and is not empty");
        if (IsMountPoint(path, parent))
            throw new ImageException(ImageErrorId.DestinationExists, "another disk is mounted there, and cannot be replaced; name a folder in it");
    }

    /// <summary>Writes a folder.</summary>
    /// <param name="path">Full path, without a separator behind it.</param>
    /// <param name="replaces">Whether it takes the place of a folder with something in it; an empty one may always be there.</param>
    /// <param name="write">Fills the folder of the path that it is told, which is empty and closed to others.</param>
    /// <returns>What of the old folder could not be removed.</returns>
    /// <exception cref="ImageException">Something is there, or it cannot be written.</exception>
    public static IReadOnlyList<ImageWarning> Write(string path, bool replaces, Action<string> write)
    {
        Check(path, replaces);
        string beside = Path.Join(Path.GetDirectoryName(path), $".{Guid.NewGuid():N}.new");
        Translate(path, beside, () => Make(beside));
        string? old;
        try
        {
            write(beside);
            old = Settle(path, beside, replaces);
        }
        catch
        {
            TryRemove(beside);
            throw;
        }
        return old is null || TryRemove(old) ? []
            : [new ImageWarning(ImageErrorId.WriteFailed, $"What was there before could not be removed, and is now in {Path.GetFileName(old)} beside.")];
    }

    private static void Make(string beside)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(beside);
        else
            Directory.CreateDirectory(beside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // Says where the old folder is now; null where there was nothing in it.
    private static string? Settle(string path, string beside, bool replaces)
    {
        Check(path, replaces);
        if (OperatingSystem.IsWindows())
        {
            if (Directory.Exists(path) && IsEmpty(path))
                Translate(path, beside, () => Directory.Delete(path));
        }
        // In one step in the place of nothing, or of an empty folder.
        else if (UnixTree.TryRename(beside, path))
            return null;
        if (!Directory.Exists(path))
        {
            Translate(path, beside, () => Directory.Move(beside, path));
            return null;
        }
        if (!replaces)
            throw new ImageException(ImageErrorId.DestinationExists, "it exists already and is not empty");
        if (OperatingSystem.IsLinux() && UnixTree.TryExchange(beside, path))
            return beside;
        string old = Path.Join(Path.GetDirectoryName(path), $".{Guid.NewGuid():N}.old");
        Translate(path, beside, () => Directory.Move(path, old));
        try
        {
            Translate(path, beside, () => Directory.Move(beside, path));
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }
        return old;
    }

    private static bool IsEmpty(string path)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries(path).Any();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "the destination may not be looked into", inner: e);
        }
    }

    private static bool IsMountPoint(string path, string parent)
    {
        if (OperatingSystem.IsWindows())
            return false;
        using DestinationFolder folder = DestinationFolder.OpenRoot(path), above = DestinationFolder.OpenRoot(parent);
        return folder.Identity.Device != above.Identity.Device;
    }

    private static bool TryRemove(string folder)
    {
        try
        {
            if (OperatingSystem.IsLinux())
                return UnixTree.TryRemove(folder);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Translate(string path, string beside, Action work)
    {
        try
        {
            work();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "nothing may be written beside the destination", inner: e);
        }
        catch (IOException e)
        {
            throw WholeFile.IsFull(e) ? new ImageException(ImageErrorId.DiskFull, "the disk is full", inner: e)
                : new ImageException(ImageErrorId.WriteFailed, e.Message.Replace(beside, path, StringComparison.Ordinal).TrimEnd('.'), inner: e);
        }
    }
}
