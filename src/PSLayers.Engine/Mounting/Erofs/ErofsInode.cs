using System.Runtime.InteropServices;

namespace PSLayers.Mounting.Erofs;

/// <summary>A file, directory or link on its way into an EROFS image.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ErofsInode
{
    /// <summary>Layer and row of the entry that it is; -1 for a directory that no layer lists.</summary>
    public int Layer;

    /// <inheritdoc cref="Layer"/>
    public int Row;

    /// <summary>How many names it has; of a directory, those of its subdirectories and its own.</summary>
    public int Links;

    /// <summary>Number of the directory that it is in; of what is none, meaningless.</summary>
    public int Parent;

    /// <summary>Where its entries begin in the list of all entries, and how many there are; 0 of what is no directory.</summary>
    public int FirstEntry;

    /// <inheritdoc cref="FirstEntry"/>
    public int EntryCount;

    /// <summary>Bytes of the directory's blocks, or of the file.</summary>
    public long Size;

    /// <summary>Where the inode begins in the image, in places of 32 bytes.</summary>
    public uint Number;

    /// <summary>The block that its data begins at, where it is not behind the inode.</summary>
    public uint Block;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory;

    /// <summary>How its data is stored.</summary>
    public byte Layout;
}

/// <summary>A name in a directory.</summary>
/// <param name="Node">The tree's node, which knows the name.</param>
/// <param name="Inode">What it names.</param>
internal readonly record struct ErofsEntry(int Node, int Inode);
