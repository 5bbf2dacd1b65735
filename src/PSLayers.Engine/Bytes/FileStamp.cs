using Microsoft.Win32.SafeHandles;

namespace PSLayers.Bytes;

/// <summary>What tells one state of a file from another: its length and the time it was last written.</summary>
/// <param name="Length">Length in bytes.</param>
/// <param name="Written">Last write time in UTC ticks.</param>
internal readonly record struct FileStamp(long Length, long Written)
{
    public static FileStamp Of(FileSystemInfo file) => new(file is FileInfo { Exists: true } f ? f.Length : 0, file.LastWriteTimeUtc.Ticks);

    public static FileStamp Of(SafeFileHandle handle) => new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks);
}
