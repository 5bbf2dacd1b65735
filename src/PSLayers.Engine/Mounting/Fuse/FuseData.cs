using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Fuse;

/// <summary>Reads the files of a view: at once and side by side where a layer is plain in a file of the disk, which stays open so that it may be replaced;
/// else one after the other, so that each layer is decompressed in one way forward as far as programs read so.</summary>
internal sealed class FuseData : IDisposable
{
    private readonly LayeredImage _image;
    private readonly ContentReader _reader;
    private readonly (SafeFileHandle Handle, long Offset)?[] _plain;
    private readonly Lock[] _gates;
    private readonly (int Row, EntryStream? Content)[] _latest;
    private readonly List<SafeFileHandle> _handles = [];

    /// <summary>Opens what can be read at any place.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="ImageException">An archive is another one by now, or cannot be opened.</exception>
    public FuseData(LayeredImage image)
    {
        _image = image;
        _reader = new ContentReader(image);
        int layers = image.Layers.Count;
        (_plain, _latest) = (new (SafeFileHandle, long)?[layers], new (int, EntryStream?)[layers]);
        _gates = [.. Enumerable.Range(0, layers).Select(_ => new Lock())];
        var open = new Dictionary<DataDevice, SafeFileHandle>();
        LayerPlace?[] places = LayerPlaces.Direct(image);
        for (int i = 0; i < layers; i++)
        {
            StoredBlocks += (image.Image.Layers[i].Blob?.Length ?? 0) / 512;
            if (places[i] is not { } place)
                continue;
            if (!open.TryGetValue(place.Device, out SafeFileHandle? handle))
            {
                open[place.Device] = handle = place.Device.Open();
                _handles.Add(handle);
            }
            _plain[i] = (handle, place.Offset);
        }
    }

    /// <summary>What the layers take in the archive, in blocks of 512 bytes.</summary>
    public long StoredBlocks { get; }

    /// <summary>Answers a reading.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="body">What the kernel wants of it (struct fuse_read_in).</param>
    /// <param name="writer">Gets the bytes.</param>
    /// <returns>0, or an error.</returns>
    public int Read(in ViewInode inode, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        int size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(body[16..]), FuseFiles.LargestRead);
        if (inode.Row < 0 || offset < 0)
            return FuseError.Invalid;
        (int layer, int row) = (inode.Layer, inode.Row);
        LayerRow entry = _image.Tree.Layers[layer]!.Row(row);
        if (entry.Type != EntryType.File)
            return FuseError.Invalid;
        if (offset >= entry.Size)
            return 0;
        Span<byte> target = writer.Take((int)Math.Min(Math.Min(size, writer.Room), entry.Size - offset));
        if (_plain[layer] is var (handle, start) && (entry.Flags & (RowFlags.Sparse | RowFlags.Truncated)) == 0)
            ReadAt(handle, target, start + entry.DataOffset + offset);
        else
            ReadInTurn(layer, row, target, offset);
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        foreach (SafeFileHandle handle in _handles)
            handle.Dispose();
    }

    private static void ReadAt(SafeFileHandle file, Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            int read = RandomAccess.Read(file, target, offset);
            if (read == 0)
                throw new ImageException(ImageErrorId.ArchiveTruncated, "the archive is shorter than it was");
            target = target[read..];
            offset += read;
        }
    }

    private void ReadInTurn(int layer, int row, Span<byte> target, long offset)
    {
        lock (_gates[layer])
        {
            if (_latest[layer] is not { Content: { } content } latest || latest.Row != row)
                _latest[layer] = (row, content = _reader.Open(layer, row));
            content.Position = offset;
            content.ReadExactly(target);
        }
    }
}
