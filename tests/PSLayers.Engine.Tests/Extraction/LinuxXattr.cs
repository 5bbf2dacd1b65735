using System.Runtime.InteropServices;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>Reads extended attributes of Linux.</summary>
internal static partial class LinuxXattr
{
    public static byte[] Read(string path, string name)
    {
        byte[] value = new byte[4096];
        nint length = Get(path, name, value, (nuint)value.Length);
        Assert.True(length >= 0, $"{path} has no {name}");
        return value[..(int)length];
    }

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, Span<byte> value, nuint size);
}
