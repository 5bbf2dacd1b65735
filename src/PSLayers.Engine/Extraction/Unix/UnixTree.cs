using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Extraction.Unix;

/// <summary>Moves and removes whole directories, whatever the names in them are: .NET finds no file whose name is not UTF-8.</summary>
internal static class UnixTree
{
    // struct dirent of 64-bit Linux: number, offset, length of the entry, type, and then the name.
    private const int NameOffset = 19;

    // Each level is a call in a call. Nothing is written deeper than 256; of what was there before nobody knows.
    private const int Deepest = 1000;

    private const int CurrentFolder = -100;
    private const uint OwnerOnly = 0x1C0;

    /// <summary>Gives a directory another name, in the place of nothing or of an empty directory, in one step.</summary>
    /// <returns>Whether it has the name.</returns>
    public static bool TryRename(string path, string newPath) => Libc.Rename(UnixName.OfHost(path), UnixName.OfHost(newPath)) == 0;

    /// <summary>Exchanges the names of two directories in one step. Not every file system can.</summary>
    /// <returns>Whether each has the other's name.</returns>
    public static bool TryExchange(string path, string other)
    {
        try
        {
            return Libc.RenameAt2(CurrentFolder, UnixName.OfHost(path), CurrentFolder, UnixName.OfHost(other), UnixConstants.Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Removes a directory of Linux and all that is in it; no link is followed. As much is removed as can be.</summary>
    /// <param name="path">Full path.</param>
    /// <returns>Whether all of it is gone.</returns>
    public static bool TryRemove(string path)
    {
        byte[] parent = UnixName.OfHost(Path.GetDirectoryName(path)!), name = UnixName.OfHost(Path.GetFileName(path));
        int descriptor = Libc.Open(parent, UnixConstants.OpenRootFolder);
        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        return descriptor >= 0 && TryRemoveFolder(folder, name, 0);
    }

    /// <summary>Removes a directory in an open one, and all that is in it.</summary>
    /// <param name="folder">The open directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <returns>Whether all of it is gone.</returns>
    public static bool TryRemove(SafeFileHandle folder, ReadOnlySpan<byte> name) => TryRemoveFolder(folder, name, 0);

    private static bool TryRemoveFolder(SafeFileHandle parent, ReadOnlySpan<byte> name, int depth)
    {
        // Whoever is not root can remove nothing from a directory that may not be written, be it his own.
        if (depth > Deepest || (TryEmpty(parent, name, depth) is false && Libc.ChangeModeAt(parent, name, OwnerOnly, UnixConstants.AtNoFollow) == 0 && !TryEmpty(parent, name, depth)))
            return false;
        return Libc.UnlinkAt(parent, name, UnixConstants.RemoveFolder) == 0 || UnixError.Last == UnixConstants.NoEntry;
    }

    private static bool TryEmpty(SafeFileHandle parent, ReadOnlySpan<byte> name, int depth)
    {
        int descriptor = Libc.OpenAt(parent, name, UnixConstants.OpenFolder);
        if (descriptor < 0)
            return UnixError.Last == UnixConstants.NoEntry;
        using var folder = new SafeFileHandle(descriptor, ownsHandle: true);
        // Where names vanish while they are read some systems pass over others.
        while (true)
        {
            (bool isEmpty, bool hasRemoved) = RemoveNames(folder, depth);
            if (isEmpty || !hasRemoved)
                return isEmpty;
        }
    }

    private static (bool IsEmpty, bool HasRemoved) RemoveNames(SafeFileHandle folder, int depth)
    {
        int descriptor = Libc.OpenAt(folder, ".\0"u8, UnixConstants.OpenFolder);
        nint names = descriptor < 0 ? 0 : Libc.OpenNames(descriptor);
        if (names == 0)
            return (false, false);
        try
        {
            (bool isEmpty, bool hasRemoved) = (true, false);
            for (nint entry; (entry = Libc.NextName(names)) != 0;)
            {
                ReadOnlySpan<byte> name = NameOf(entry);
                if (name is [(byte)'.', 0] or [(byte)'.', (byte)'.', 0])
                    continue;
                isEmpty = false;
                hasRemoved |= TryRemoveEntry(folder, name, depth);
            }
            return (isEmpty, hasRemoved);
        }
        finally
        {
            _ = Libc.CloseNames(names);
        }
    }

    private static bool TryRemoveEntry(SafeFileHandle folder, ReadOnlySpan<byte> name, int depth) =>
        Libc.UnlinkAt(folder, name, 0) == 0 || (UnixError.Last is UnixConstants.IsFolder or UnixConstants.NotPermitted && TryRemoveFolder(folder, name, depth + 1));

    /// <summary>The name of an entry that <see cref="Libc.NextName"/> gave, with the NUL behind it; good until the next one is read.</summary>
    public static unsafe ReadOnlySpan<byte> NameOf(nint entry)
    {
        byte* name = (byte*)entry + NameOffset;
        return new ReadOnlySpan<byte>(name, MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name).Length + 1);
    }
}
