using System.Text;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Extraction.Unix;

/// <summary>Names as the system calls want them.</summary>
internal static class UnixName
{
    // PATH_MAX of Linux; that of macOS is less.
    private const int LongestPath = 4096;

    /// <summary>The bytes of a name, as the image had them, and a NUL behind.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>: the name has a NUL itself.</exception>
    public static byte[] Of(string name) => HasNul(name)
        ? throw new ImageException(ImageErrorId.UnsafeName, "a name has a NUL in it")
        : Terminated(EntryName.Encode(name));

    /// <summary>The bytes of a path that the user named, and a NUL behind.</summary>
    public static byte[] OfHost(string path) => Terminated(Encoding.UTF8.GetBytes(path));

    /// <summary>A full path of the disk without links on the way; as it is where nothing is there.</summary>
    public static string RealPath(string path)
    {
        byte[] resolved = new byte[LongestPath];
        return Libc.RealPath(OfHost(path), resolved) == 0 ? path : Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0));
    }

    /// <summary>Whether a name of the image has a NUL in it, and so cannot be one of the disk.</summary>
    public static bool HasNul(string name) => EntryName.Encode(name).Contains((byte)0);

    private static byte[] Terminated(byte[] bytes)
    {
        Array.Resize(ref bytes, bytes.Length + 1);
        return bytes;
    }
}
