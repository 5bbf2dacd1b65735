using System.Buffers;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Limits;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Waste;

/// <summary>Where the bytes are that a view shows: its largest files, directories and extensions.</summary>
/// <param name="image">The image.</param>
/// <param name="seen">The files that the view shows.</param>
/// <param name="top">How many of each are wanted.</param>
internal sealed class ViewSizes(LayeredImage image, SeenContents seen, int top)
{
    private const int LongestName = 256;

    /// <summary>The largest files.</summary>
    public IReadOnlyList<MeasuredFile> Files()
    {
        var largest = new Largest(top);
        ReadOnlySpan<SeenFile> files = seen.Files;
        for (int i = 0; i < files.Length; i++)
            largest.Add(i, files[i].Size);
        var found = new List<MeasuredFile>();
        foreach (int i in largest.TakeInOrder())
        {
            int layer = image.Tree.Version(files[i].Version).Layer;
            found.Add(new MeasuredFile
            {
                InnerPath = image.Tree.Path(files[i].Node),
                Size = files[i].Size,
                LayerIndex = layer,
                CreatedBy = image.Layers[layer].CreatedBy,
                ImageName = image.Image.Name,
                ImageId = image.Image.ImageId,
                ImagePath = image.Image.ImagePath,
            });
        }
        return found;
    }

    /// <summary>The largest directories, the root apart.</summary>
    public IReadOnlyList<MeasuredDirectory> Directories()
    {
        LayeredTree tree = image.Tree;
        Sum[] sums = ArrayPool<Sum>.Shared.Rent(tree.NodeCount);
        try
        {
            sums.AsSpan(0, tree.NodeCount).Clear();
            foreach (ref readonly SeenFile file in seen.Files)
                sums[tree.Parent(file.Node)].Add(file.Size, 1);
            // A node stands after the directory that it is in.
            for (int node = tree.NodeCount - 1; node > LayeredTree.Root; node--)
                sums[tree.Parent(node)].Add(sums[node].Bytes, sums[node].Count);
            var largest = new Largest(top);
            for (int node = LayeredTree.Root + 1; node < tree.NodeCount; node++)
                largest.Add(node, sums[node].Bytes);
            return largest.TakeInOrder().ConvertAll(node => new MeasuredDirectory
            {
                InnerPath = tree.Path(node),
                Size = sums[node].Bytes,
                FileCount = sums[node].Count,
                ImageName = image.Image.Name,
                ImageId = image.Image.ImageId,
                ImagePath = image.Image.ImagePath,
            });
        }
        finally
        {
            ArrayPool<Sum>.Shared.Return(sums);
        }
    }

    /// <summary>The extensions with the most bytes.</summary>
    public IReadOnlyList<MeasuredExtension> Extensions()
    {
        var names = new NodeTable(NameFolding.Exact, new MemoryBudget(image.Limits.TreeMemory));
        var sums = new Sum[64];
        Span<byte> small = stackalloc byte[LongestName];
        foreach (ref readonly SeenFile file in seen.Files)
        {
            scoped ReadOnlySpan<byte> extension = ExtensionOf(image.Tree.Name(file.Node));
            if (extension.Length <= small.Length && Ascii.ToLower(extension, small, out int length) == OperationStatus.Done)
                extension = small[..length];
            int number = extension.IsEmpty ? 0 : names.FindOrAdd(0, extension);
            if (number == sums.Length)
                Array.Resize(ref sums, number * 2);
            sums[number].Add(file.Size, 1);
        }
        var largest = new Largest(top);
        for (int number = 0; number < names.Count; number++)
            largest.Add(number, sums[number].Bytes);
        return largest.TakeInOrder().ConvertAll(number => new MeasuredExtension
        {
            Extension = EntryName.Decode(names.Name(number)),
            FileCount = sums[number].Count,
            Size = sums[number].Bytes,
        });
    }

    private static ReadOnlySpan<byte> ExtensionOf(ReadOnlySpan<byte> name)
    {
        int dot = name.LastIndexOf((byte)'.');
        return dot > 0 && dot + 1 < name.Length ? name[dot..] : default;
    }

    private struct Sum
    {
        public long Bytes;
        public int Count;

        public void Add(long bytes, int count) => (Bytes, Count) = (ByteSum.Add(Bytes, bytes), Count + count);
    }
}
