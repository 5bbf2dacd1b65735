using System.Buffers.Binary;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Erofs;

/// <summary>Makes a file system of a view that has everything but the data of files: that stays where it is, in the files that the kernel is
/// given as further devices.</summary>
/// <remarks>One range of block addresses goes over all of it: first this file, then each device. So a file in one piece needs its inode only.</remarks>
internal sealed class ErofsImage
{
    private const uint Nobody = 65534;

    private const int RegularFile = 0x8000;
    private const int Directory = 0x4000;
    private const int SymbolicLink = 0xA000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;
    private const int Fifo = 0x1000;

    // Behind the last block that any device has.
    private const uint Nowhere = 0xFFFFFFF0;

    // What is longer would leave too much of a block empty.
    private const int LongestInline = ErofsFormat.BlockSize - ErofsFormat.SlotSize;

    private readonly LayeredImage _image;
    private readonly ErofsTree _tree;
    private readonly ErofsDirectory _directories;
    private readonly LayerPlace?[] _places;
    private readonly List<DataDevice> _devices = [];
    private readonly Dictionary<int, byte[]> _xattrs = [];
    private readonly List<CarriedFile> _carried = [];
    private readonly HashSet<int> _unreadable = [];
    private readonly List<ImageException> _errors = [];
    private uint[] _deviceBlocks = [];
    private long _end;

    private ErofsImage(LayeredImage image, ErofsTree tree, LayerPlace?[] places)
    {
        (_image, _tree, _places, _directories) = (image, tree, places, new ErofsDirectory(image, tree));
        foreach (LayerPlace? place in places)
        {
            if (place is not null && !_devices.Contains(place.Device))
                _devices.Add(place.Device);
        }
    }

    /// <summary>The files that the kernel is to be given, in this order.</summary>
    public IReadOnlyList<DataDevice> Devices => _devices;

    /// <summary>The file system without the data that is carried in it.</summary>
    public byte[] Metadata { get; private set; } = [];

    /// <summary>Files whose data stands behind the metadata, each at the block that it names.</summary>
    public IReadOnlyList<CarriedFile> Carried => _carried;

    /// <summary>Bytes of the whole, with the data that is carried.</summary>
    public long Length => _end;

    /// <summary>Extended attributes that the format has no place for.</summary>
    public int XattrsLeftOut { get; private set; }

    /// <summary>Why files cannot be read, each once; reading them is an error of input and output.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

    /// <summary>Makes one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="tree">The inodes and names of the view.</param>
    /// <param name="places">Where each layer's tar is; null for layers that are nowhere in one piece, whose files are carried.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static ErofsImage Build(LayeredImage image, ErofsTree tree, LayerPlace?[] places, CancellationToken cancellation)
    {
        var erofs = new ErofsImage(image, tree, places);
        erofs.Lay();
        cancellation.ThrowIfCancellationRequested();
        erofs.Write(cancellation);
        return erofs;
    }

    private static long BlocksOf(long bytes) => (bytes + ErofsFormat.BlockSize - 1) >> ErofsFormat.BlockBits;

    // Gives each inode its place, then the larger directories and links their blocks, then the data that is carried.
    private void Lay()
    {
        long at = ErofsFormat.SuperblockOffset + ErofsFormat.SuperblockSize + (long)_devices.Count * ErofsFormat.DeviceSlotSize;
        var inodes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tree.Inodes);
        for (int i = 0; i < inodes.Length; i++)
        {
            ref ErofsInode inode = ref inodes[i];
            int header = ErofsFormat.InodeSize + XattrsOf(i, inode).Length;
            Shape(i, ref inode);
            int behind = inode.Layout switch
            {
                ErofsFormat.LayoutInline => (int)(inode.Size % ErofsFormat.BlockSize),
                ErofsFormat.LayoutChunks => (-header & 7) + ErofsFormat.ChunkIndexSize * _carried[^1].ChunkCount,
                _ => 0,
            };
            at = (at + ErofsFormat.SlotSize - 1) & -ErofsFormat.SlotSize;
            // What stands inline is in one block.
            while (inode.Layout == ErofsFormat.LayoutInline && ((at + header) % ErofsFormat.BlockSize) + behind > ErofsFormat.BlockSize)
                at += ErofsFormat.SlotSize;
            inode.Number = checked((uint)(at / ErofsFormat.SlotSize));
            at += header + behind;
        }
        long block = BlocksOf(at);
        for (int i = 0; i < inodes.Length; i++)
        {
            if (IsData(inodes[i]))
                continue;
            long blocks = inodes[i].Layout == ErofsFormat.LayoutInline ? inodes[i].Size >> ErofsFormat.BlockBits : BlocksOf(inodes[i].Size);
            if (blocks == 0)
                continue;
            inodes[i].Block = checked((uint)block);
            block += blocks;
        }
        Metadata = new byte[checked((int)(block << ErofsFormat.BlockBits))];
        foreach (CarriedFile file in _carried)
        {
            file.Block = checked((uint)block);
            block += file.DataBlocks;
        }
        _end = block << ErofsFormat.BlockBits;
        _deviceBlocks = new uint[_devices.Count];
        for (int i = 0; i < _devices.Count; i++)
        {
            _deviceBlocks[i] = checked((uint)block);
            block += BlocksOf(_devices[i].Length);
        }
        if (block >= Nowhere)
            throw new ImageException(ImageErrorId.ImageLimit, "the layers have more than two terabytes, which the kernel's file system cannot address");
    }

    private byte[] XattrsOf(int number, in ErofsInode inode)
    {
        if (inode.Row < 0 || _image.Tree.Layers[inode.Layer]!.Extras(inode.Row)?.Xattrs is not { Count: > 0 } xattrs)
            return [];
        byte[] bytes = ErofsXattrs.Encode(xattrs, out int left);
        XattrsLeftOut += left;
        if (bytes.Length > 0)
            _xattrs[number] = bytes;
        return bytes;
    }

    // How large it is, and how its data is stored.
    private void Shape(int number, ref ErofsInode inode)
    {
        if (inode.IsDirectory)
            inode.Size = _directories.SizeOf(inode);
        else
        {
            LayerIndex layer = _image.Tree.Layers[inode.Layer]!;
            ref readonly LayerRow row = ref layer.Row(inode.Row);
            inode.Size = row.Type switch { EntryType.File => row.Size, EntryType.SymbolicLink => layer.LinkTarget(inode.Row).Length, _ => 0 };
            if (row.Type == EntryType.File)
            {
                inode.Layout = ErofsFormat.LayoutPlain;
                if (inode.Size > 0 && !IsAddressable(inode.Layer, row))
                    Carry(number, ref inode);
                return;
            }
        }
        int tail = (int)(inode.Size % ErofsFormat.BlockSize);
        inode.Layout = tail is > 0 and <= LongestInline ? (byte)ErofsFormat.LayoutInline : (byte)ErofsFormat.LayoutPlain;
    }

    // A file that cannot be read here cannot be read there either: the kernel is sent where nothing is.
    private void Carry(int number, ref ErofsInode inode)
    {
        try
        {
            if ((_image.Tree.Layers[inode.Layer]!.Row(inode.Row).Flags & RowFlags.Truncated) != 0)
                throw new ImageException(ImageErrorId.LayerTruncated, "the layer ends within the file", _image.Tree.Layers[inode.Layer]!.Path(inode.Row));
            CarriedFile file = CarriedFile.Of(_image, number, inode.Layer, inode.Row);
            inode.Layout = ErofsFormat.LayoutChunks;
            _carried.Add(file);
        }
        catch (ImageException e) when (!e.IsAboutTheFile)
        {
            _unreadable.Add(number);
            _errors.Add(e);
        }
    }

    private bool IsAddressable(int layer, in LayerRow row) =>
        (row.Flags & (RowFlags.Sparse | RowFlags.Truncated)) == 0 && _places[layer] is { } place
        && ((place.Offset + row.DataOffset) & (ErofsFormat.BlockSize - 1)) == 0
        && row.DataOffset <= place.Length - row.Size && place.Offset + row.DataOffset + row.Size <= place.Device.Length;

    private bool IsData(in ErofsInode inode) => !inode.IsDirectory && _image.Tree.Layers[inode.Layer]!.Row(inode.Row).Type == EntryType.File;

    private void Write(CancellationToken cancellation)
    {
        WriteSuperblock(Metadata.AsSpan(ErofsFormat.SuperblockOffset));
        for (int i = 0; i < _devices.Count; i++)
        {
            Span<byte> slot = Metadata.AsSpan(ErofsFormat.SuperblockOffset + ErofsFormat.SuperblockSize + i * ErofsFormat.DeviceSlotSize);
            BinaryPrimitives.WriteUInt32LittleEndian(slot[64..], (uint)BlocksOf(_devices[i].Length));
            BinaryPrimitives.WriteUInt32LittleEndian(slot[68..], _deviceBlocks[i]);
        }
        int carried = 0;
        for (int i = 0; i < _tree.Inodes.Count; i++)
        {
            if (i % 4096 == 0)
                cancellation.ThrowIfCancellationRequested();
            WriteInode(i, ref carried);
        }
    }

    private void WriteSuperblock(Span<byte> block)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(block, ErofsFormat.Magic);
        block[12] = ErofsFormat.BlockBits;
        BinaryPrimitives.WriteUInt16LittleEndian(block[14..], checked((ushort)_tree.Inodes[0].Number));
        BinaryPrimitives.WriteUInt64LittleEndian(block[16..], (ulong)_tree.Inodes.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(block[36..], (uint)(_end >> ErofsFormat.BlockBits));
        uint features = (_carried.Count > 0 ? ErofsFormat.FeatureChunkedFile : 0) | (_devices.Count > 0 ? ErofsFormat.FeatureDeviceTable : 0);
        BinaryPrimitives.WriteUInt32LittleEndian(block[80..], features);
        BinaryPrimitives.WriteUInt16LittleEndian(block[86..], (ushort)_devices.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(block[88..], (ErofsFormat.SuperblockOffset + ErofsFormat.SuperblockSize) / ErofsFormat.DeviceSlotSize);
    }

    private void WriteInode(int number, ref int carried)
    {
        ErofsInode inode = _tree.Inodes[number];
        int at = checked((int)(inode.Number * (long)ErofsFormat.SlotSize));
        Span<byte> target = Metadata.AsSpan(at);
        byte[] xattrs = _xattrs.GetValueOrDefault(number, []);
        LayerIndex? layer = inode.Row < 0 ? null : _image.Tree.Layers[inode.Layer];
        LayerRow row = layer is null ? new LayerRow { Type = EntryType.Directory, Mode = ImageFile.ImpliedMode } : layer.Row(inode.Row);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)(1 | (inode.Layout << 1)));
        BinaryPrimitives.WriteUInt16LittleEndian(target[2..], ErofsXattrs.CountOf(xattrs.Length));
        BinaryPrimitives.WriteUInt16LittleEndian(target[4..], (ushort)(TypeBits(row.Type) | (row.Mode & 0xFFF)));
        BinaryPrimitives.WriteInt64LittleEndian(target[8..], inode.Size);
        BinaryPrimitives.WriteUInt32LittleEndian(target[20..], inode.Number);
        if (layer is not null)
        {
            EntryOwner owner = layer.Owner(inode.Row);
            BinaryPrimitives.WriteUInt32LittleEndian(target[24..], OwnerNumber(owner.Uid));
            BinaryPrimitives.WriteUInt32LittleEndian(target[28..], OwnerNumber(owner.Gid));
        }
        long seconds = Math.DivRem(row.Time, TimeSpan.TicksPerSecond, out long ticks);
        if (ticks < 0)
            (seconds, ticks) = (seconds - 1, ticks + TimeSpan.TicksPerSecond);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], seconds);
        BinaryPrimitives.WriteUInt32LittleEndian(target[40..], (uint)(ticks * 100 + row.Nanoseconds));
        BinaryPrimitives.WriteUInt32LittleEndian(target[44..], (uint)inode.Links);
        xattrs.CopyTo(target[ErofsFormat.InodeSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target[16..], WriteData(number, inode, row, layer, at + ErofsFormat.InodeSize + xattrs.Length, ref carried));
    }

    // Writes what is not elsewhere, and tells where the data is: the meaning of the number depends on what the inode is.
    private uint WriteData(int number, in ErofsInode inode, in LayerRow row, LayerIndex? layer, int behind, ref int carried)
    {
        if (row.Type is EntryType.CharacterDevice or EntryType.BlockDevice)
            return DeviceNumber(layer!.Extras(inode.Row));
        if (row.Type == EntryType.File)
        {
            if (inode.Layout == ErofsFormat.LayoutChunks)
                return _carried[carried++].WriteIndexes(Metadata.AsSpan((behind + 7) & -8));
            if (_unreadable.Contains(number))
                return Nowhere;
            return inode.Size == 0 ? 0 : checked((uint)(_deviceBlocks[_devices.IndexOf(_places[inode.Layer]!.Device)] + ((_places[inode.Layer]!.Offset + row.DataOffset) >> ErofsFormat.BlockBits)));
        }
        if (inode.Size == 0)
            return 0;
        byte[] data = new byte[inode.Size];
        if (inode.IsDirectory)
            _directories.Write(number, data);
        else
            layer!.LinkTarget(inode.Row).CopyTo(data);
        int blocks = inode.Layout == ErofsFormat.LayoutInline ? (int)(inode.Size & -ErofsFormat.BlockSize) : data.Length;
        data.AsSpan(0, blocks).CopyTo(Metadata.AsSpan((int)((long)inode.Block << ErofsFormat.BlockBits)));
        data.AsSpan(blocks).CopyTo(Metadata.AsSpan(behind));
        return inode.Block;
    }

    // What no file system can have as an owner is nobody; the greatest number means none.
    private static uint OwnerNumber(long number) => number is >= 0 and < uint.MaxValue ? (uint)number : Nobody;

    private static int TypeBits(EntryType type) => type switch
    {
        EntryType.Directory => Directory,
        EntryType.SymbolicLink => SymbolicLink,
        EntryType.CharacterDevice => CharacterDevice,
        EntryType.BlockDevice => BlockDevice,
        EntryType.Fifo => Fifo,
        _ => RegularFile,
    };

    // As the kernel writes it where it has 32 bits for both parts.
    private static uint DeviceNumber(EntryExtras? extras)
    {
        uint major = unchecked((uint)(extras?.DeviceMajor ?? 0)), minor = unchecked((uint)(extras?.DeviceMinor ?? 0));
        return (minor & 0xFF) | ((major & 0xFFF) << 8) | ((minor & ~0xFFu) << 12);
    }
}
