using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Bytes.Windows;

/// <summary>What Windows says of a file (winbase.h, FILE_BASIC_INFO and FILE_ID_INFO).</summary>
/// <param name="Device">Serial number of the volume.</param>
/// <param name="Number">Number of the file on the volume, its two halves joined.</param>
/// <param name="Changed">When anything of the file was last changed, in steps of 100 ns since 1601.</param>
[SupportedOSPlatform("windows")]
internal readonly partial record struct WindowsStatus(ulong Device, ulong Number, long Changed)
{
    private const int BasicInformation = 0;
    private const int IdInformation = 18;

    /// <summary>Tells of an open file; what a file system does not know is 0.</summary>
    public static WindowsStatus Of(SafeFileHandle file)
    {
        // Four times (made, read, written, changed) and the attributes.
        Span<byte> basic = stackalloc byte[40];
        // The volume's serial number, and 128 bits that name the file.
        Span<byte> id = stackalloc byte[24];
        long changed = GetInformation(file, BasicInformation, basic, basic.Length) ? MemoryMarshal.Read<long>(basic[24..]) : 0;
        return GetInformation(file, IdInformation, id, id.Length)
            ? new WindowsStatus(MemoryMarshal.Read<ulong>(id), MemoryMarshal.Read<ulong>(id[8..]) ^ MemoryMarshal.Read<ulong>(id[16..]), changed)
            : new WindowsStatus(0, 0, changed);
    }

    [LibraryImport("kernel32.dll", EntryPoint = "GetFileInformationByHandleEx", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetInformation(SafeFileHandle file, int kind, Span<byte> answer, int size);
}
