using System.Runtime.InteropServices;

namespace PSLayers.Mounting.Erofs;

/// <summary>Where an inode stands in an EROFS image, and how its data is stored.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ErofsPlace
{
    /// <summary>Bytes of the directory's blocks, of the file, or of the link's target.</summary>
    public long Size;

    /// <summary>Where the inode begins, in places of 32 bytes.</summary>
    public uint Number;

    /// <summary>The block that its data begins at, where it is not behind the inode.</summary>
    public uint Block;

    /// <summary>How its data is stored.</summary>
    public byte Layout;
}
