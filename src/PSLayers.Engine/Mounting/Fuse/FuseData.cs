using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Mounting.Fuse;

/// <summary>Reads the files of a view, for any thread. The files of the disk that have layers stay open, so that they may be replaced. What is compressed
/// is decompressed ahead of those who read in order.</summary>
internal sealed class FuseData : IDisposable
{
    // lseek(2).
    private const int SeekData = 3;
    private const int SeekHole = 4;

    // Ways through layers beyond one for each.
    private const int MoreWindows = 8;

    private readonly LayeredImage _image;
    private readonly ByteReader[] _layers;
    private readonly KnownMap?[] _maps;
    private readonly SafeFileHandle[] _files;
    private int _windowsLeft = MoreWindows;
    private LayerWindows? _latestRead;

    /// <summary>Opens what can be read at any place.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="ImageException">An archive is another one by now, or cannot be opened.</exception>
    public FuseData(LayeredImage image)
    {
        _image = image;
        int layers = image.Layers.Count;
        (_layers, _maps) = (new ByteReader[layers], new KnownMap?[layers]);
        var open = new Dictionary<FileSource, SafeFileHandle>();
        LayerPlace?[] places = LayerPlaces.Direct(image);
        for (int i = 0; i < layers; i++)
        {
            Blob? blob = image.Image.Layers[i].Blob;
            StoredBlocks += (blob?.Length ?? 0) / 512;
            SafeFileHandle? handle = null;
            if (blob?.OnDisk is { File: var file } && !open.TryGetValue(file, out handle))
                open[file] = handle = file.OpenFile();
            _layers[i] = places[i] is { } place ? new PlainLayer(handle!, place)
                : new LayerWindows(image.Image.Layers[i] with { Blob = handle is null ? blob : blob!.In(handle) }, image.Limits, TakeWindow);
        }
        _files = [.. open.Values];
    }

    /// <summary>What the layers take in the archive, in blocks of 512 bytes.</summary>
    public long StoredBlocks { get; }

    /// <summary>Answers a reading.</summary>
    /// <param name="inode">The file.</param>
    /// <param name="body">What the kernel wants of it (struct fuse_read_in).</param>
    /// <param name="writer">Gets the bytes.</param>
    /// <returns>0, or an error.</returns>
    /// <exception cref="ImageException">The bytes cannot be read.</exception>
    public int Read(in ViewInode inode, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        int size = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(body[16..]), FuseFiles.LargestRead);
        if (!TryGetFile(inode, out LayerRow file) || offset < 0)
            return FuseError.Invalid;
        if (offset >= file.Size)
            return 0;
        Span<byte> target = writer.Take((int)Math.Min(Math.Min(size, writer.Room), file.Size - offset));
        using var content = new EntryStream(_layers[inode.Layer], file.DataOffset, file.Size, MapOf(inode, file), NameOf(inode.Layer)) { Position = offset };
        content.ReadExactly(target);
        if (_layers[inode.Layer] is LayerWindows windows)
            Volatile.Write(ref _latestRead, windows);
        return 0;
    }

    /// <summary>Tells where the next data or the next hole of a file is (lseek(2)).</summary>
    /// <param name="inode">The file.</param>
    /// <param name="body">What the kernel wants to know (struct fuse_lseek_in).</param>
    /// <param name="writer">Gets the place.</param>
    /// <returns>0, or an error.</returns>
    /// <exception cref="ImageException">The map of a sparse file cannot be read.</exception>
    public int Seek(in ViewInode inode, ReadOnlySpan<byte> body, ref FuseWriter writer)
    {
        long offset = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        uint whence = BinaryPrimitives.ReadUInt32LittleEndian(body[16..]);
        if (!TryGetFile(inode, out LayerRow file) || whence is not (SeekData or SeekHole))
            return FuseError.Invalid;
        if (offset < 0 || offset >= file.Size)
            return FuseError.NoSuchPlace;
        SparseMap? map = MapOf(inode, file);
        // The end of a file counts as a hole.
        while (offset < file.Size && (map?.At(offset) ?? (0, file.Size - offset)) is var (at, length) && at < 0 != (whence == SeekHole))
            offset += length;
        if (offset >= file.Size && whence == SeekData)
            return FuseError.NoSuchPlace;
        writer.Number64((ulong)Math.Min(offset, file.Size));
        return 0;
    }

    /// <summary>Decompresses what will most likely be wanted next; called when nobody waits for an answer.</summary>
    public void ReadAhead() => Interlocked.Exchange(ref _latestRead, null)?.ReadAhead();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ByteReader layer in _layers)
            layer.Dispose();
        foreach (SafeFileHandle file in _files)
            file.Dispose();
    }

    private bool TakeWindow() => _windowsLeft > 0 && Interlocked.Decrement(ref _windowsLeft) >= 0;

    private bool TryGetFile(in ViewInode inode, out LayerRow file)
    {
        file = inode.Row < 0 ? default : _image.Tree.Layers[inode.Layer]!.Row(inode.Row);
        return inode.Row >= 0 && file.Type == EntryType.File;
    }

    // Who asks for one place of a sparse file will ask for others.
    private SparseMap? MapOf(in ViewInode inode, in LayerRow file)
    {
        if ((file.Flags & RowFlags.Sparse) == 0)
            return null;
        if (Volatile.Read(ref _maps[inode.Layer]) is { } known && known.Row == inode.Row)
            return known.Map;
        SparseMap map = SparseMapReader.Read(_layers[inode.Layer], file, _image.Limits, NameOf(inode.Layer));
        Volatile.Write(ref _maps[inode.Layer], new KnownMap(inode.Row, map));
        return map;
    }

    private string NameOf(int layer) => _image.Image.Layers[layer].Blob?.Name ?? "";

    private sealed record KnownMap(int Row, SparseMap Map);

    private sealed class PlainLayer(SafeFileHandle file, LayerPlace place) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            int wanted = (int)Math.Clamp(place.Length - offset, 0, buffer.Length);
            try
            {
                return wanted == 0 ? 0 : RandomAccess.Read(file, buffer[..wanted], place.Offset + offset);
            }
            catch (IOException e)
            {
                throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), offset: offset, inner: e);
            }
        }

        public override void Dispose()
        {
        }
    }
}
