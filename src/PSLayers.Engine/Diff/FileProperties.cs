
namespace PSLayers.Diff;

/// <summary>What of a file can differ between two views.</summary>
[Flags]
public enum FileProperties
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The bytes of a regular file.</summary>
    Content = 1,

    /// <summary>The permission bits; those of symbolic links mean nothing and are not compared.</summary>
    Mode = 2,

    /// <summary>The numbers of the owning user and group. Their names are only what the tar's writer knew, and are not compared.</summary>
    Owner = 4,

    /// <summary>When it was last written. For directories it only counts beside something else: any file that is added to one changes it.</summary>
    LastWriteTime = 8,

    /// <summary>Where a symbolic link points to.</summary>
    LinkTarget = 16,

    /// <summary>The extended attributes.</summary>
    Xattrs = 32,

    /// <summary>What it is. A further name of a file (a hard link) is a regular file like its first name.</summary>
    Type = 64,

    /// <summary>The numbers of a device.</summary>
    Device = 128,

    /// <summary>Everything.</summary>
    All = 255,
}
