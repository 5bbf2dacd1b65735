using System.Runtime.InteropServices;

namespace PSLayers.Mounting;

/// <summary>A file, directory or link of a view, as a file system has it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ViewInode
{
    /// <summary>Layer and row of the entry that it is; -1 for a directory that no layer lists.</summary>
    public int Layer;

    /// <inheritdoc cref="Layer"/>
    public int Row;

    /// <summary>How many names it has; of a directory, those of its subdirectories and its own.</summary>
    public int Links;

    /// <summary>Number of the directory that it is in; of what is none, meaningless.</summary>
    public int Parent;

    /// <summary>Where its names begin in the list of all names, and how many there are; 0 of what is no directory.</summary>
    public int FirstName;

    /// <inheritdoc cref="FirstName"/>
    public int NameCount;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory;
}

/// <summary>A name in a directory.</summary>
/// <param name="Node">The tree's node, which knows the name.</param>
/// <param name="Inode">What it names.</param>
internal readonly record struct ViewName(int Node, int Inode);
