using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;

namespace PSLayers.Benchmarks;

/// <summary>Our way to index stored layers: what reading an archive does once it knows where the layers are.</summary>
internal static class Indexing
{
    /// <summary>One after the other; the number of entries.</summary>
    public static int InSequence(IReadOnlyList<string> layers) => layers.Sum(path => Index(path).Count);

    /// <summary>Side by side over the cores; the number of entries.</summary>
    public static int SideBySide(IReadOnlyList<string> layers)
    {
        int count = 0;
        Parallel.ForEach(layers.OrderByDescending(path => new FileInfo(path).Length), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            path => Interlocked.Add(ref count, Index(path).Count));
        return count;
    }

    /// <summary>The table of one layer.</summary>
    public static LayerIndex Index(string path) =>
        LayerIndexer.Read(LayerFiles.Blob(path), LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
}
