using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>The names in a directory, whatever bytes they are.</summary>
[SupportedOSPlatform("linux")]
internal static class UpperNames
{
    /// <summary>The names, in the order of their bytes, without a NUL behind; the directory itself and the one above it are not among them.</summary>
    /// <param name="folder">The open directory.</param>
    /// <param name="most">How many there may be.</param>
    /// <exception cref="ImageException">It cannot be read, or has more names.</exception>
    public static List<byte[]> Read(SafeFileHandle folder, int most)
    {
        int descriptor = Libc.OpenAt(folder, ".\0"u8, UnixConstants.OpenFolder);
        nint names = descriptor < 0 ? 0 : Libc.OpenNames(descriptor);
        if (names == 0)
            throw UnixError.Of("the folder cannot be listed");
        try
        {
            var read = new List<byte[]>();
            for (nint entry; (entry = Libc.NextName(names)) != 0;)
            {
                ReadOnlySpan<byte> name = UnixTree.NameOf(entry)[..^1];
                if (name is [(byte)'.'] or [(byte)'.', (byte)'.'])
                    continue;
                if (read.Count >= most)
                    throw new ImageException(ImageErrorId.CountLimit, $"a folder has more than {most} names (limit Entries)");
                read.Add(name.ToArray());
            }
            read.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
            return read;
        }
        finally
        {
            _ = Libc.CloseNames(names);
        }
    }
}
