using System.Runtime.Versioning;
using System.Text;
using PSLayers.Errors;
using PSLayers.Mounting.Linux;
using PSLayers.Sources.Caching;

namespace PSLayers.Mounting;

/// <summary>The folder that has the files of mounts: file systems without data, and layers that had to be decompressed for the kernel.</summary>
/// <remarks>The kernel believes what it reads there, so nobody else may be able to write to it.</remarks>
[SupportedOSPlatform("linux")]
internal static class MountFolder
{
    /// <summary>How the names of the kernel's file systems end.</summary>
    public const string KernelSuffix = ".erofs";

    /// <summary>How the names of files end that tell of mounts which a process serves.</summary>
    public const string FuseSuffix = ".view";

    private const int LongestStem = 60;

    /// <summary>Full path of the folder.</summary>
    public static string Path => System.IO.Path.Join(CacheFolder.Path ?? System.IO.Path.Join(System.IO.Path.GetTempPath(), $"pslayers-{Environment.UserName}"), "mounts");

    /// <summary>Makes the folder, if need be.</summary>
    /// <exception cref="ImageException">It cannot be made, or others may write to it.</exception>
    public static void Make()
    {
        try
        {
            CacheFolder.Make(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorId.MountFailed, $"the folder for mounts cannot be made: {e.Message.TrimEnd('.')}", inner: e);
        }
        if (!CacheFolder.IsTrusted(Path))
            throw new ImageException(ImageErrorId.MountFailed, $"others may write to the folder {Path} or to one above it, and the kernel would believe what they put there; the variable {CacheFolder.FolderVariable} names another");
    }

    /// <summary>A file for a file system, which is not there yet.</summary>
    /// <param name="imageName">Name of the image, which lists of mounts then show.</param>
    /// <param name="suffix">How the file's name ends.</param>
    public static string NewFile(string imageName, string suffix)
    {
        var stem = new StringBuilder();
        foreach (char c in imageName.AsSpan(0, Math.Min(imageName.Length, LongestStem)))
            stem.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-');
        return System.IO.Path.Join(Path, $"{stem.ToString().TrimStart('.', '-')}-{Guid.NewGuid().ToString("N")[..8]}{suffix}");
    }

    /// <summary>Removes file systems that nobody has mounted: what a session left that was killed, or a mount that was ended by other means.</summary>
    public static void Sweep()
    {
        var mounted = new HashSet<string>(MountTable.Read().Select(mount => LoopDevices.FileOf(mount.Source)), StringComparer.Ordinal);
        foreach (string file in Files())
        {
            // One that is just being written is not mounted yet.
            if (!mounted.Contains(file) && File.GetLastWriteTimeUtc(file) < DateTime.UtcNow.AddMinutes(-1))
                Remove(file);
        }
    }

    /// <summary>Removes a file, if that can be done.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another session does it, or a later one.
        }
    }

    private static string[] Files()
    {
        try
        {
            return Directory.Exists(Path) ? [.. Directory.GetFiles(Path, "*" + KernelSuffix), .. Directory.GetFiles(Path, "*" + FuseSuffix)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
