using System.Text;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Benchmarks;

/// <summary>Tables of layers as a package manager makes them: a large base, and layers above that replace a tenth, remove a hundredth and
/// add the rest.</summary>
internal static class LayeredTables
{
    private const int FilesInDirectory = 15;

    public static IReadOnlyList<LayerIndex> Of(int entries, int layers = 4)
    {
        var random = new Random(entries);
        var tables = new List<LayerIndex>();
        int files = 0;
        for (int layer = 0; layer < layers; layer++)
        {
            var builder = new LayerIndexBuilder("layer", ReadLimits.Default);
            int owner = builder.OwnerNumber(0, 0, "root"u8, "root"u8);
            int below = files;
            while (builder.Count < entries / layers)
            {
                int kind = layer == 0 ? 100 : random.Next(100);
                int file = kind <= 10 ? random.Next(below) : files++;
                if (kind > 10 && file % FilesInDirectory == 0)
                    Add(builder, owner, Directory(file) + "/", EntryType.Directory);
                Add(builder, owner, kind == 0 ? $"{Directory(file)}/.wh.{Leaf(file)}" : $"{Directory(file)}/{Leaf(file)}", EntryType.File);
            }
            tables.Add(builder.Build(0, null));
        }
        return tables;
    }

    private static void Add(LayerIndexBuilder builder, int owner, string name, EntryType type) =>
        builder.Add(Encoding.UTF8.GetBytes(name), default, new LayerRow { Type = type, Size = type == EntryType.File ? 1000 : 0, Mode = 420 }, owner, null, 0);

    private static string Directory(int file) => $"usr/lib/python3/dist-packages/package{file / 600}/part{file / FilesInDirectory}";

    private static string Leaf(int file) => $"module_{file}.py";
}
