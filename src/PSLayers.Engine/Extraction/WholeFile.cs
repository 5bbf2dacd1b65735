using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>A file of the user's disk that is there whole or not at all: it is written beside its place and gets its name at the end.</summary>
internal static class WholeFile
{
    // The disk, or the user's share of it, is full: ENOSPC and EDQUOT; ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL.
    private static readonly int[] Full = OperatingSystem.IsWindows() ? [0x27, 0x70] : OperatingSystem.IsMacOS() ? [28, 69] : [28, 122];

    /// <summary>Refuses a place that something has already, before there is any work.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="replaces">Whether a file or link may be there.</param>
    /// <exception cref="ImageException">Something is there.</exception>
    public static void Check(string path, bool replaces)
    {
        if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            throw new ImageException(ImageErrorId.DestinationExists, "a folder has its name, and folders are not replaced");
        if (!replaces && IsTaken(path))
            throw new ImageException(ImageErrorId.DestinationExists, "it exists already");
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="replaces">Whether it takes the place of a file or link that is there; a link's target stays as it is.</param>
    /// <param name="write">Writes the content.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ImageException">Something is there, or it cannot be written.</exception>
    public static FileInfo Write(string path, bool replaces, Action<Stream> write)
    {
        Check(path, replaces);
        string beside = Path.Join(Path.GetDirectoryName(path), $".{Guid.NewGuid():N}.new");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
                write(file);
            File.Move(beside, path, overwrite: replaces);
            return new FileInfo(path);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new ImageException(ImageErrorId.PathNotFound, "the folder that the destination is in does not exist", inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "it may not be written", inner: e);
        }
        catch (IOException e)
        {
            throw IsFull(e) ? new ImageException(ImageErrorId.DiskFull, "the disk is full", inner: e)
                : !replaces && IsTaken(path) ? new ImageException(ImageErrorId.DestinationExists, "it exists already", inner: e)
                : new ImageException(ImageErrorId.WriteFailed, e.Message.Replace(beside, path, StringComparison.Ordinal).TrimEnd('.'), inner: e);
        }
        finally
        {
            Remove(beside);
        }
    }

    /// <summary>Whether the system says that the disk is full.</summary>
    public static bool IsFull(IOException error) => Full.Contains(error.HResult & 0xFFFF);

    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private static void Remove(string beside)
    {
        try
        {
            File.Delete(beside);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Why it could not be written is what counts.
        }
    }
}
