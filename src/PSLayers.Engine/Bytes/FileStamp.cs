using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Bytes.Windows;

namespace PSLayers.Bytes;

/// <summary>What tells one state of a file from another. Length and the time of writing can be kept by whoever replaces a file; that it is another
/// file, or that something was changed, cannot be hidden without power over the system.</summary>
/// <param name="Length">Length in bytes.</param>
/// <param name="Written">Last write time in UTC ticks.</param>
/// <param name="Device">Number of the device or volume; 0 where the system does not tell.</param>
/// <param name="Number">Number of the file there; 0 where the system does not tell.</param>
/// <param name="Changed">When anything of it was last changed, in the system's own steps; 0 where the system does not tell.</param>
internal readonly record struct FileStamp(long Length, long Written, ulong Device, ulong Number, long Changed)
{
    /// <summary>The state as text that another session can compare with. Devices are numbered anew whenever a system starts.</summary>
    public string Lasting => string.Create(CultureInfo.InvariantCulture, $"{Length} {Written} {Number} {Changed}");

    /// <summary>The state of what a path leads to; nothing that waits, as a pipe would, is opened.</summary>
    public static FileStamp Of(FileSystemInfo file)
    {
        long length = file is FileInfo { Exists: true } f ? f.Length : 0;
        long written = file.LastWriteTimeUtc.Ticks;
        if (!OperatingSystem.IsWindows())
            return UnixStatus.TryGet(file.FullName, out UnixStatus status) ? Of(length, written, status) : new FileStamp(length, written, 0, 0, 0);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return Of(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever reads the file will be told.
            return new FileStamp(length, written, 0, 0, 0);
        }
    }

    /// <summary>The state of an open file.</summary>
    public static FileStamp Of(SafeFileHandle handle)
    {
        long length = RandomAccess.GetLength(handle);
        long written = File.GetLastWriteTimeUtc(handle).Ticks;
        if (OperatingSystem.IsWindows())
            return WindowsStatus.Of(handle) is var told ? new FileStamp(length, written, told.Device, told.Number, told.Changed) : default;
        return UnixStatus.TryGet(handle, out UnixStatus status) ? Of(length, written, status) : new FileStamp(length, written, 0, 0, 0);
    }

    /// <summary>The state that the system told of a file of Linux or macOS.</summary>
    public static FileStamp Of(in UnixStatus status) =>
        Of(status.Size, DateTime.UnixEpoch.Ticks + (long)Math.Floor((decimal)status.Written / TimeSpan.NanosecondsPerTick), status);

    private static FileStamp Of(long length, long written, in UnixStatus status) => new(length, written, status.Device, status.Number, status.Changed);
}
