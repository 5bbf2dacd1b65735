using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>Extended attributes of what an open directory has at a name; a link is not followed.</summary>
[SupportedOSPlatform("linux")]
internal static class UpperXattrs
{
    // The kernel's own limits (XATTR_LIST_MAX, XATTR_SIZE_MAX).
    private const int LargestList = 1 << 16, LargestValue = 1 << 16;

    private const int SmallList = 512;

    /// <summary>The names of the attributes; none where the file system knows none.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    public static List<string> Names(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        var names = new List<string>();
        byte[] path = PathOf(folder, name);
        Span<byte> list = stackalloc byte[SmallList];
        nint size = OverlayCalls.ListXattrs(path, list, SmallList);
        if (size < 0 && UnixError.Last == OverlayCalls.TooSmall)
        {
            list = new byte[LargestList];
            size = OverlayCalls.ListXattrs(path, list, LargestList);
        }
        if (size < 0)
            return UnixError.Last is OverlayCalls.NotSupported or UnixConstants.NoEntry ? names : throw UnixError.Of("its attributes cannot be read");
        for (list = list[..(int)size]; list.IndexOf((byte)0) is >= 0 and var end; list = list[(end + 1)..])
            names.Add(Encoding.UTF8.GetString(list[..end]));
        return names;
    }

    /// <summary>The value of an attribute; null where there is none.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="attribute">Name of the attribute.</param>
    public static byte[]? Value(SafeFileHandle folder, ReadOnlySpan<byte> name, string attribute)
    {
        byte[] path = PathOf(folder, name), key = UnixName.OfHost(attribute), value = new byte[256];
        nint size = OverlayCalls.GetXattr(path, key, value, (nuint)value.Length);
        if (size < 0 && UnixError.Last == OverlayCalls.TooSmall)
        {
            value = new byte[LargestValue];
            size = OverlayCalls.GetXattr(path, key, value, LargestValue);
        }
        if (size >= 0)
            return value[..(int)size];
        return UnixError.Last is OverlayCalls.NoAttribute or OverlayCalls.NotSupported or UnixConstants.NoEntry ? null : throw UnixError.Of($"its attribute {attribute} cannot be read");
    }

    /// <summary>Sets an attribute.</summary>
    /// <returns>Whether it was set; else errno tells why not.</returns>
    public static bool TrySet(SafeFileHandle folder, ReadOnlySpan<byte> name, string attribute, ReadOnlySpan<byte> value) =>
        OverlayCalls.SetXattr(PathOf(folder, name), UnixName.OfHost(attribute), value, (nuint)value.Length, 0) == 0;

    /// <summary>Removes an attribute, if it is there.</summary>
    public static void Remove(SafeFileHandle folder, ReadOnlySpan<byte> name, string attribute) =>
        _ = OverlayCalls.RemoveXattr(PathOf(folder, name), UnixName.OfHost(attribute));

    // There are no such calls with an open directory before Linux 6.13. By way of the handle no other directory can be meant.
    private static byte[] PathOf(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        string start = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.DangerousGetHandle()}/");
        return [.. Encoding.ASCII.GetBytes(start), .. name];
    }
}
