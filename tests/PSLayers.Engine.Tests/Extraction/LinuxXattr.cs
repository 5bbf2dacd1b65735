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

    /// <summary>Bytes of all names.</summary>
    public static int ListLength(string path)
    {
        nint length = List(path, [], 0);
        Assert.True(length >= 0, $"the attributes of {path} cannot be listed");
        return (int)length;
    }

    [LibraryImport("libc", EntryPoint = "listxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint List(string path, Span<byte> names, nuint size);

    [LibraryImport("libc", EntryPoint = "getxattr", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Get(string path, string name, Span<byte> value, nuint size);
}
