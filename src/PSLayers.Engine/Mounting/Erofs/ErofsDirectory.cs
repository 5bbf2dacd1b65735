using System.Buffers.Binary;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Mounting.Erofs;

/// <summary>The blocks of one directory: in each the entries stand before the names, and all names are in the order of their bytes, the two of
/// the directory itself and of the one above among them.</summary>
/// <param name="image">The image, which knows types.</param>
/// <param name="tree">The inodes and names.</param>
internal sealed class ErofsDirectory(LayeredImage image, ViewInodes tree)
{
    private const int Itself = -1;
    private const int Above = -2;

    private readonly List<int> _order = [];

    /// <summary>Tells where an inode stands; only for writing.</summary>
    public Func<int, uint>? NumberOf { get; init; }

    /// <summary>Bytes of a directory.</summary>
    public long SizeOf(in ViewInode directory)
    {
        Sort(directory);
        long size = 0;
        int used = 0;
        foreach (int entry in _order)
        {
            int more = ErofsFormat.DirentSize + NameOf(entry).Length;
            if (used + more > ErofsFormat.BlockSize)
                (size, used) = (size + ErofsFormat.BlockSize, 0);
            used += more;
        }
        return size + used;
    }

    /// <summary>Writes a directory.</summary>
    /// <param name="number">The directory's place in the list of inodes.</param>
    /// <param name="target">Gets the blocks; all zeros, and as large as the size says.</param>
    public void Write(int number, Span<byte> target)
    {
        ViewInode directory = tree.Inodes[number];
        Sort(directory);
        for (int start = 0; start < _order.Count;)
        {
            int end = start, used = 0;
            while (end < _order.Count && used + ErofsFormat.DirentSize + NameOf(_order[end]).Length is var more && more <= ErofsFormat.BlockSize)
                (used, end) = (more, end + 1);
            WriteBlock(number, directory, start, end, target[..Math.Min(target.Length, ErofsFormat.BlockSize)]);
            target = target[Math.Min(target.Length, ErofsFormat.BlockSize)..];
            start = end;
        }
    }

    private void WriteBlock(int number, in ViewInode directory, int start, int end, Span<byte> block)
    {
        int name = (end - start) * ErofsFormat.DirentSize;
        for (int i = start; i < end; i++)
        {
            Span<byte> entry = block[((i - start) * ErofsFormat.DirentSize)..];
            int inode = _order[i] switch { Itself => number, Above => directory.Parent, var at => tree.Names[at].Inode };
            BinaryPrimitives.WriteUInt64LittleEndian(entry, NumberOf!(inode));
            BinaryPrimitives.WriteUInt16LittleEndian(entry[8..], (ushort)name);
            entry[10] = TypeOf(tree.Inodes[inode]);
            ReadOnlySpan<byte> text = NameOf(_order[i]);
            text.CopyTo(block[name..]);
            name += text.Length;
        }
    }

    // Most names are letters, which come behind the dot.
    private void Sort(in ViewInode directory)
    {
        _order.Clear();
        for (int i = 0; i < directory.NameCount; i++)
            _order.Add(directory.FirstName + i);
        Insert(Itself);
        Insert(Above);
    }

    private void Insert(int special)
    {
        int place = 0;
        while (place < _order.Count && NameOf(_order[place]).SequenceCompareTo(NameOf(special)) < 0)
            place++;
        _order.Insert(place, special);
    }

    private ReadOnlySpan<byte> NameOf(int entry) => entry switch
    {
        Itself => "."u8,
        Above => ".."u8,
        _ => image.Tree.Name(tree.Names[entry].Node),
    };

    private byte TypeOf(in ViewInode inode) => (byte)(inode.IsDirectory ? 2 : image.Tree.Layers[inode.Layer]!.Row(inode.Row).Type switch
    {
        EntryType.CharacterDevice => 3,
        EntryType.BlockDevice => 4,
        EntryType.Fifo => 5,
        EntryType.SymbolicLink => 7,
        _ => 1,
    });
}
