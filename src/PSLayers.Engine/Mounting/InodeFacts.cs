using System.Runtime.InteropServices;
using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>What a file system tells of an inode (inode(7)).</summary>
/// <param name="Type">What it is.</param>
/// <param name="Mode">Type and permissions, as st_mode has them.</param>
/// <param name="Uid">The owner. What no file system can have as one is nobody.</param>
/// <param name="Gid">The owning group.</param>
/// <param name="Size">Bytes of a file, or of a link's target.</param>
/// <param name="Seconds">When it was last changed, in seconds since 1970.</param>
/// <param name="Nanoseconds">Nanoseconds to add.</param>
/// <param name="Links">How many names it has.</param>
/// <param name="Device">Number of a device, as the kernel writes it where 32 bits have both parts.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct InodeFacts(EntryType Type, int Mode, uint Uid, uint Gid, long Size, long Seconds, uint Nanoseconds, uint Links, uint Device)
{
    private const uint Nobody = 65534;
    private const int Permissions = 0xFFF;

    // Whatever the archive says: Linux has links with no other, and so every engine unpacks them.
    private const int LinkMode = 0x1FF;

    /// <summary>The facts of an inode.</summary>
    public static InodeFacts Of(LayeredImage image, in ViewInode inode)
    {
        if (inode.Row < 0)
            return new InodeFacts(EntryType.Directory, TypeBits(EntryType.Directory) | ImageFile.ImpliedMode, 0, 0, 0, 0, 0, (uint)inode.Links, 0);
        LayerIndex layer = image.Tree.Layers[inode.Layer]!;
        ref readonly LayerRow row = ref layer.Row(inode.Row);
        EntryOwner owner = layer.Owner(inode.Row);
        (long seconds, long ticks) = Math.DivRem(row.Time, TimeSpan.TicksPerSecond);
        if (ticks < 0)
            (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        long size = row.Type switch { EntryType.File => row.Size, EntryType.SymbolicLink => layer.LinkTarget(inode.Row).Length, _ => 0 };
        uint device = row.Type is EntryType.CharacterDevice or EntryType.BlockDevice ? DeviceOf(layer.Extras(inode.Row)) : 0;
        return new InodeFacts(row.Type, TypeBits(row.Type) | (row.Type == EntryType.SymbolicLink ? LinkMode : row.Mode & Permissions), OwnerOf(owner.Uid), OwnerOf(owner.Gid), size,
            seconds, (uint)(ticks * 100 + row.Nanoseconds), (uint)inode.Links, device);
    }

    // The greatest number means none.
    private static uint OwnerOf(long number) => number is >= 0 and < uint.MaxValue ? (uint)number : Nobody;

    private static int TypeBits(EntryType type) => type switch
    {
        EntryType.Directory => 0x4000,
        EntryType.SymbolicLink => 0xA000,
        EntryType.CharacterDevice => 0x2000,
        EntryType.BlockDevice => 0x6000,
        EntryType.Fifo => 0x1000,
        _ => 0x8000,
    };

    private static uint DeviceOf(EntryExtras? extras)
    {
        uint major = unchecked((uint)(extras?.DeviceMajor ?? 0)), minor = unchecked((uint)(extras?.DeviceMinor ?? 0));
        return (minor & 0xFF) | ((major & 0xFFF) << 8) | ((minor & ~0xFFu) << 12);
    }
}
