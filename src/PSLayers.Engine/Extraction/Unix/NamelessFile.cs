using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Extraction.Unix;

/// <summary>Files of Linux that have no name until they get one (open(2), O_TMPFILE): they are gone as soon as nobody has them open, even where the
/// process is killed.</summary>
internal static class NamelessFile
{
    private const string Handles = "/proc/self/fd";

    // What File.Create asks for, less what the user's umask takes.
    private const uint Mode = 0b110_110_110;

    /// <summary>Opens one for reading and writing; null where the system, or the disk, knows no such files.</summary>
    /// <param name="folder">A directory of the disk that it is on.</param>
    public static SafeFileHandle? TryOpen(string folder)
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists(Handles))
            return null;
        int file = Libc.OpenNew(Terminated(folder), UnixConstants.OpenNamelessFile, Mode);
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>Gives it a name that is free.</summary>
    /// <exception cref="IOException">The name is taken, or the system refuses it.</exception>
    public static void Name(SafeFileHandle file, string path)
    {
        string existing = string.Create(CultureInfo.InvariantCulture, $"{Handles}/{file.DangerousGetHandle()}");
        // Both paths are absolute, so the directories count for nothing.
        if (Libc.LinkAt(file, Terminated(existing), file, Terminated(path), UnixConstants.AtFollow) != 0)
            throw new IOException(UnixError.LastText, UnixError.Last);
    }

    private static byte[] Terminated(string path) => Encoding.UTF8.GetBytes(path + '\0');
}
