using System.Runtime.Versioning;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
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

    /// <summary>How the names of files end that tell of mounts which can be changed.</summary>
    public const string WritableSuffix = ".writable";

    /// <summary>How the names of folders end that a view is mounted on until changes are laid over it.</summary>
    public const string LowerSuffix = ".lower";

    /// <summary>Full path of the folder.</summary>
    public static string Path => PrivateFolder.PathOf("mounts");

    /// <summary>Makes the folder, if need be.</summary>
    /// <exception cref="ImageException">It cannot be made, or others may write to it.</exception>
    public static void Make() => Make(Path);

    /// <summary>Makes a folder in it.</summary>
    /// <exception cref="ImageException">It cannot be made, or others may write to it.</exception>
    public static void Make(string folder) => PrivateFolder.Make(folder);

    /// <summary>A file for a file system, which is not there yet.</summary>
    /// <param name="imageName">Name of the image, which lists of mounts then show.</param>
    /// <param name="suffix">How the file's name ends.</param>
    public static string NewFile(string imageName, string suffix) => System.IO.Path.Join(Path, PrivateFolder.NewName(imageName) + suffix);

    /// <summary>Begins a file that gets its name when it is whole: of a session that is killed before, nothing is left.</summary>
    /// <param name="path">Full path that it gets then.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static DraftFile DraftOf(string path)
    {
        DraftFile draft = DraftFile.In(System.IO.Path.GetDirectoryName(path)!);
        File.SetUnixFileMode(draft.Handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return draft;
    }

    /// <summary>Removes file systems that nobody has mounted: what a session left that was killed, or a mount that was ended by other means.</summary>
    public static void Sweep()
    {
        var mounted = new HashSet<string>(MountTable.Read().Select(mount => LoopDevices.FileOf(mount.Source)), StringComparer.Ordinal);
        foreach (string file in Files())
        {
            // One that is just being written is not mounted yet.
            if (mounted.Contains(file) || File.GetLastWriteTimeUtc(file) >= DateTime.UtcNow.AddMinutes(-1))
                continue;
            string? upper = file.EndsWith(WritableSuffix, StringComparison.Ordinal) ? MountRecord.Read(file)?.UpperPath : null;
            Remove(file);
            if (upper is not null)
                WritableMounts.Forget(upper);
        }
        foreach (string draft in Directory.Exists(Path) ? Directory.GetFiles(Path, "*" + DraftFile.Suffix) : [])
        {
            if (File.GetLastWriteTimeUtc(draft) < DateTime.UtcNow.AddHours(-1))
                Remove(draft);
        }
        foreach (string lower in Directory.Exists(Path) ? Directory.GetDirectories(Path, "*" + LowerSuffix) : [])
        {
            if (Directory.GetCreationTimeUtc(lower) < DateTime.UtcNow.AddMinutes(-1))
                RemoveLower(lower);
        }
    }

    /// <summary>Removes a folder that a view was mounted on, and the mount with it; whoever has laid changes over it keeps it.</summary>
    public static void RemoveLower(string lower)
    {
        _ = MountCalls.Unmount(lower, MountCalls.NoFollow | MountCalls.Detach);
        try
        {
            Directory.Delete(lower);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was not made, or the next one removes it.
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
            return Directory.Exists(Path) ? [.. Directory.GetFiles(Path, "*" + KernelSuffix), .. Directory.GetFiles(Path, "*" + FuseSuffix), .. Directory.GetFiles(Path, "*" + WritableSuffix)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
