using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>A file of the user's disk that is there whole or not at all: it gets its name at the end.</summary>
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
        Translate(path, replaces, () =>
        {
            using DraftFile draft = DraftFile.In(Path.GetDirectoryName(path)!);
            using var file = new FileStream(draft.Handle, FileAccess.Write);
            write(file);
            file.Flush();
            draft.Publish(path, replaces);
        });
        return new FileInfo(path);
    }

    /// <summary>Runs what writes; the system's refusals become the engine's errors.</summary>
    /// <param name="path">What is written.</param>
    /// <param name="replaces">Whether it takes the place of what is there.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="ImageException">It cannot be written.</exception>
    public static void Translate(string path, bool replaces, Action write)
    {
        try
        {
            write();
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
                : new ImageException(ImageErrorId.WriteFailed, e.Message.TrimEnd('.'), inner: e);
        }
    }

    /// <summary>Whether the system says that the disk is full.</summary>
    public static bool IsFull(IOException error) => Full.Contains(error.HResult & 0xFFFF);

    private static bool IsTaken(string path) => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
}
