using System.Buffers.Binary;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Erofs;

/// <summary>A file system of a view that has everything but the data of files: that stays where it is, in the files that the kernel is given as
/// further devices.</summary>
internal sealed class ErofsImage
{
    private readonly LayeredImage _image;
    private readonly ViewInodes _inodes;
    private readonly ErofsPlan _plan;
    private readonly ErofsDirectory _directories;
    private readonly byte[] _bytes;

    private ErofsImage(LayeredImage image, ViewInodes inodes, ErofsPlan plan)
    {
        (_image, _inodes, _plan, _bytes) = (image, inodes, plan, new byte[plan.MetadataLength]);
        _directories = new ErofsDirectory(image, inodes) { NumberOf = inode => plan[inode].Number };
    }

    /// <summary>Writes it, without the data that is carried in it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inodes">The inodes and names of the view.</param>
    /// <param name="plan">Where everything stands.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static byte[] Write(LayeredImage image, ViewInodes inodes, ErofsPlan plan, CancellationToken cancellation)
    {
        var erofs = new ErofsImage(image, inodes, plan);
        erofs.WriteSuperblock();
        int carried = 0;
        for (int i = 0; i < inodes.Inodes.Count; i++)
        {
            if (i % 4096 == 0)
                cancellation.ThrowIfCancellationRequested();
            erofs.WriteInode(i, ref carried);
        }
        return erofs._bytes;
    }

    private void WriteSuperblock()
    {
        Span<byte> block = _bytes.AsSpan(ErofsFormat.SuperblockOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(block, ErofsFormat.Magic);
        block[12] = ErofsFormat.BlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(block[14..], checked((ushort)_plan[0].Number));
        BinaryPrimitives.WriteUInt64LittleEndian(block[16..], (ulong)_inodes.Inodes.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(block[36..], (uint)(_plan.Length >> ErofsFormat.BlockBits));
        uint features = (_plan.Carried.Count > 0 ? ErofsFormat.FeatureChunkedFile : 0) | (_plan.Devices.Count > 0 ? ErofsFormat.FeatureDeviceTable : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(block[80..], features);
        BinaryPrimitives.WriteUInt16LittleEndian(block[86..], (ushort)_plan.Devices.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(block[88..], (ErofsFormat.SuperblockOffset + ErofsFormat.SuperblockSize) / ErofsFormat.DeviceSlotSize);
        for (int i = 0; i < _plan.Devices.Count; i++)
        {
            Span<byte> slot = block[(ErofsFormat.SuperblockSize + i * ErofsFormat.DeviceSlotSize)..];
            BinaryPrimitives.WriteUInt32LittleEndian(slot[64..], (uint)ErofsPlan.BlocksOf(_plan.Devices[i].Length));
            BinaryPrimitives.WriteUInt32LittleEndian(slot[68..], _plan.DeviceBlocks[i]);
        }
    }

    private void WriteInode(int number, ref int carried)
    {
        ErofsPlace place = _plan[number];
        InodeFacts facts = InodeFacts.Of(_image, _inodes.Inodes[number]);
        byte[] xattrs = _plan.Xattrs(number);
        int at = (int)(place.Number * (long)ErofsFormat.SlotSize);
        Span<byte> target = _bytes.AsSpan(at);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(1 | (place.Layout << 1)));
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], ErofsXattrs.CountOf(xattrs.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)facts.Mode);
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], place.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], place.Number);
        BinaryPrimitives.WriteUInt32LittleEndian(target[24..], facts.Uid);
        BinaryPrimitives.WriteUInt32LittleEndian(target[28..], facts.Gid);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], facts.Seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], facts.Nanoseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[44..], facts.Links);
        xattrs.CopyTo(target[ErofsFormat.InodeSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], WriteData(number, facts, at + ErofsFormat.InodeSize + xattrs.Length, ref carried));
    }

    // Writes what is not elsewhere, and tells where the data is: the meaning of the number depends on what the inode is.
    private uint WriteData(int number, in InodeFacts facts, int behind, ref int carried)
    {
        ErofsPlace place = _plan[number];
        ViewInode inode = _inodes.Inodes[number];
        if (place.Layout == ErofsFormat.LayoutChunks)
            return _plan.Carried[carried++].WriteIndexes(_bytes.AsSpan((behind + 7) & -8));
        if (facts.Type is EntryType.CharacterDevice or EntryType.BlockDevice)
            return facts.Device;
        if (place.Size == 0)
            return 0;
        if (facts.Type == EntryType.File)
            return _plan.BlockOf(number, inode.Layer, _image.Tree.Layers[inode.Layer]!.Row(inode.Row));
        byte[] data = new byte[place.Size];
        if (inode.IsDirectory)
            _directories.Write(number, data);
        else
            _image.Tree.Layers[inode.Layer]!.LinkTarget(inode.Row).CopyTo(data);
        int blocks = place.Layout == ErofsFormat.LayoutInline ? (int)(place.Size & -ErofsFormat.BlockSize) : data.Length;
        data.AsSpan(0, blocks).CopyTo(_bytes.AsSpan((int)((long)place.Block << ErofsFormat.BlockBits)));
        data.AsSpan(blocks).CopyTo(_bytes.AsSpan(behind));
        return place.Block;
    }
}
