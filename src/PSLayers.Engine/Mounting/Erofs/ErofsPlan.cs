using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Erofs;

/// <summary>Where everything stands in an EROFS image: the inodes, the larger directories and links behind them, the data that is carried, and the
/// devices. One range of block addresses goes over all of it, so that a file in one piece needs its inode only.</summary>
internal sealed class ErofsPlan
{
    // Behind the last block that any device has.
    private const uint Nowhere = 0xFFFFFFF0;

    // What is longer would leave too much of a block empty.
    private const int LongestInline = ErofsFormat.BlockSize - ErofsFormat.SlotSize;

    // Pieces that are far apart take large chunks each. Half of all addresses are left to the layers.
    private const long MostCarriedBlocks = 1L << 31;

    private readonly LayeredImage _image;
    private readonly ViewInodes _inodes;
    private readonly LayerPlace?[] _layers;
    private readonly ErofsPlace[] _places;
    private readonly List<DataDevice> _devices = [];
    private readonly Dictionary<int, byte[]> _xattrs = [];
    private readonly List<CarriedFile> _carried = [];
    private readonly List<ImageException> _errors = [];
    private readonly HashSet<int> _unreadable = [];
    private long _carriedBlocks;
    private int _chunks;

    private ErofsPlan(LayeredImage image, ViewInodes inodes, LayerPlace?[] layers)
    {
        (_image, _inodes, _layers, _places) = (image, inodes, layers, new ErofsPlace[inodes.Inodes.Count]);
        foreach (LayerPlace? layer in layers)
        {
            if (layer is not null && !_devices.Contains(layer.Device))
                _devices.Add(layer.Device);
        }
        DeviceBlocks = new uint[_devices.Count];
    }

    /// <summary>The files that the kernel is to be given, in this order.</summary>
    public IReadOnlyList<DataDevice> Devices => _devices;

    /// <summary>The first block of each device.</summary>
    public uint[] DeviceBlocks { get; }

    /// <summary>Files whose data stands behind the metadata, in the order of the inodes.</summary>
    public IReadOnlyList<CarriedFile> Carried => _carried;

    /// <summary>Why files cannot be read, each once; reading them is an error of input and output.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

    /// <summary>Bytes without the data that is carried.</summary>
    public long MetadataLength { get; private set; }

    /// <summary>Bytes of the whole.</summary>
    public long Length { get; private set; }

    /// <summary>Extended attributes that the format has no place for.</summary>
    public int XattrsLeftOut { get; private set; }

    /// <summary>Makes a plan.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inodes">The inodes and names of the view.</param>
    /// <param name="layers">Where each layer's tar is; null for layers that are nowhere in one piece, whose files are carried.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">There is more than block addresses reach.</exception>
    public static ErofsPlan Of(LayeredImage image, ViewInodes inodes, LayerPlace?[] layers, CancellationToken cancellation)
    {
        var plan = new ErofsPlan(image, inodes, layers);
        plan.AddBlocks(plan.AddInodes(cancellation));
        return plan;
    }

    /// <summary>How many blocks some bytes take.</summary>
    public static long BlocksOf(long bytes) => (bytes + ErofsFormat.BlockSize - 1) >> ErofsFormat.BlockBits;

    /// <summary>Where an inode is.</summary>
    public ErofsPlace this[int inode] => _places[inode];

    /// <summary>An inode's extended attributes, as they stand behind it.</summary>
    public byte[] Xattrs(int inode) => _xattrs.GetValueOrDefault(inode, []);

    /// <summary>The first block of a file's data, where it is in one piece. A file that cannot be read here cannot be read there either: the kernel is
    /// sent where nothing is.</summary>
    public uint BlockOf(int inode, int layer, in LayerRow row) => _unreadable.Contains(inode) ? Nowhere
        : checked((uint)(DeviceBlocks[_devices.IndexOf(_layers[layer]!.Device)] + ((_layers[layer]!.Offset + row.DataOffset) >> ErofsFormat.BlockBits)));

    private long AddInodes(CancellationToken cancellation)
    {
        var directories = new ErofsDirectory(_image, _inodes);
        long at = ErofsFormat.SuperblockOffset + ErofsFormat.SuperblockSize + (long)_devices.Count * ErofsFormat.DeviceSlotSize;
        for (int i = 0; i < _places.Length; i++)
        {
            if (i % 4096 == 0)
                cancellation.ThrowIfCancellationRequested();
            ViewInode inode = _inodes.Inodes[i];
            ref ErofsPlace place = ref _places[i];
            int header = ErofsFormat.InodeSize + AddXattrs(i, inode);
            if (inode.IsDirectory)
                place = Inline(directories.SizeOf(inode));
            else
                place = Shape(i, inode);
            int behind = place.Layout switch
            {
                ErofsFormat.LayoutInline => (int)(place.Size % ErofsFormat.BlockSize),
                ErofsFormat.LayoutChunks => (-header & 7) + ErofsFormat.ChunkIndexSize * _carried[^1].ChunkCount,
                _ => 0,
            };
            at = (at + ErofsFormat.SlotSize - 1) & -ErofsFormat.SlotSize;
            // What stands inline is in one block.
            while (place.Layout == ErofsFormat.LayoutInline && ((at + header) % ErofsFormat.BlockSize) + behind > ErofsFormat.BlockSize)
                at += ErofsFormat.SlotSize;
            place.Number = checked((uint)(at / ErofsFormat.SlotSize));
            at += header + behind;
        }
        return at;
    }

    private void AddBlocks(long end)
    {
        long block = BlocksOf(end);
        for (int i = 0; i < _places.Length; i++)
        {
            ref ErofsPlace place = ref _places[i];
            if (TypeOf(_inodes.Inodes[i]) == EntryType.File)
                continue;
            place.Block = (uint)Math.Min(block, Nowhere);
            block += place.Layout == ErofsFormat.LayoutInline ? place.Size >> ErofsFormat.BlockBits : BlocksOf(place.Size);
        }
        MetadataLength = block << ErofsFormat.BlockBits;
        foreach (CarriedFile file in _carried)
        {
            file.Block = (uint)Math.Min(block, Nowhere);
            block += file.DataBlocks;
        }
        Length = block << ErofsFormat.BlockBits;
        for (int i = 0; i < _devices.Count; i++)
        {
            DeviceBlocks[i] = (uint)Math.Min(block, Nowhere);
            block += BlocksOf(_devices[i].Length);
        }
        if (block >= Nowhere || MetadataLength > Array.MaxLength)
            throw new ImageException(ImageErrorId.ImageLimit, "the layers have more than two terabytes, or the tree more than two gigabytes, which the kernel's file system cannot address");
    }

    private int AddXattrs(int number, in ViewInode inode)
    {
        if (_inodes.XattrsOf(inode) is not { Count: > 0 } xattrs)
            return 0;
        byte[] bytes = ErofsXattrs.Encode(xattrs, out int left);
        XattrsLeftOut += left;
        if (bytes.Length > 0)
            _xattrs[number] = bytes;
        return bytes.Length;
    }

    private ErofsPlace Shape(int number, in ViewInode inode)
    {
        LayerIndex layer = _image.Tree.Layers[inode.Layer]!;
        ref readonly LayerRow row = ref layer.Row(inode.Row);
        if (row.Type != EntryType.File)
            return Inline(row.Type == EntryType.SymbolicLink ? layer.LinkTarget(inode.Row).Length : 0);
        bool isCarried = row.Size > 0 && !IsAddressable(inode.Layer, row) && Carry(number, inode, row);
        return new ErofsPlace { Size = row.Size, Layout = isCarried ? (byte)ErofsFormat.LayoutChunks : (byte)ErofsFormat.LayoutPlain };
    }

    private static ErofsPlace Inline(long size)
    {
        int tail = (int)(size % ErofsFormat.BlockSize);
        return new ErofsPlace { Size = size, Layout = tail is > 0 and <= LongestInline ? (byte)ErofsFormat.LayoutInline : (byte)ErofsFormat.LayoutPlain };
    }

    private bool IsAddressable(int layer, in LayerRow row) =>
        (row.Flags & (RowFlags.Sparse | RowFlags.Truncated)) == 0 && _layers[layer] is { } place
        && ((place.Offset + row.DataOffset) & (ErofsFormat.BlockSize - 1)) == 0
        && row.DataOffset <= place.Length - row.Size && place.Offset + row.DataOffset + row.Size <= place.Device.Length;

    private bool Carry(int number, in ViewInode inode, in LayerRow row)
    {
        try
        {
            if ((row.Flags & RowFlags.Truncated) != 0)
                throw new ImageException(ImageErrorId.LayerTruncated, "the layer ends within the file", _image.Tree.Layers[inode.Layer]!.Path(inode.Row));
            var file = CarriedFile.Of(_image, inode.Layer, inode.Row);
            if (_carriedBlocks + file.DataBlocks > MostCarriedBlocks)
                throw new ImageException(ImageErrorId.ImageLimit, "the pieces of sparse files are further apart than the kernel's file system can address; -Driver Fuse shows them", _image.Tree.Layers[inode.Layer]!.Path(inode.Row));
            // A file of nothing but holes costs an archive some hundred bytes.
            if (file.ChunkCount > _image.Limits.CarriedChunks - _chunks)
                throw new ImageException(ImageErrorId.ImageLimit, $"the sparse files of the view have more than {_image.Limits.CarriedChunks} pieces (limit CarriedChunks); -Driver Fuse shows them", _image.Tree.Layers[inode.Layer]!.Path(inode.Row));
            _chunks += file.ChunkCount;
            _carriedBlocks += file.DataBlocks;
            _carried.Add(file);
            return true;
        }
        catch (ImageException e) when (!e.IsAboutTheFile)
        {
            _unreadable.Add(number);
            _errors.Add(e);
            return false;
        }
    }

    private EntryType TypeOf(in ViewInode inode) => inode.IsDirectory ? EntryType.Directory : _image.Tree.Layers[inode.Layer]!.Row(inode.Row).Type;
}
