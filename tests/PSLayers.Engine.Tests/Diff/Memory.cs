using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Diff;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Images in memory, for tests that make many, and their differences as lines.</summary>
internal static class Memory
{
    /// <summary>An image whose layers are written as <see cref="EntryLine.Parse"/> reads them; <c>path = text</c> is a file with that content.</summary>
    public static LayeredImage Image(params string[][] layers) => Image(layers.Select(layer => layer.Select(Entry).ToList()));

    public static LayeredImage Image(IEnumerable<IReadOnlyList<TarEntrySpec>> layers, Packing packing = Packing.None) =>
        Image(layers.Select(RandomLayers.Tar), packing, (_, source, content) => (source, content));

    /// <summary>An image whose layers are these tars.</summary>
    public static LayeredImage Tars(params byte[][] layers) => Tars(Packing.None, layers);

    public static LayeredImage Tars(Packing packing, params byte[][] layers) => Image(layers, packing, (_, source, content) => (source, content));

    /// <summary>An image that lacks one of its layers.</summary>
    public static LayeredImage Without(int absent, params string[][] layers) => Image(layers.Select(layer => RandomLayers.Tar(layer.Select(Entry))), Packing.None,
        (layer, source, content) => layer == absent ? (new LayerSource { DiffId = source.DiffId }, null) : (source, content));

    /// <summary>An image that lost the bytes of one of its layers after they had been indexed.</summary>
    public static LayeredImage Cut(int cut, params string[][] layers) => Image(layers.Select(layer => RandomLayers.Tar(layer.Select(Entry))), Packing.None,
        (layer, source, content) => (layer == cut ? new LayerSource { Blob = Blob.Of(new MemorySource([]), 0, 0, $"layer {layer}"), DiffId = source.DiffId } : source, content));

    private static LayeredImage Image(IEnumerable<byte[]> layers, Packing packing, Func<int, LayerSource, LayerIndex, (LayerSource, LayerIndex?)> change)
    {
        var sources = new List<LayerSource>();
        var contents = new List<LayerIndex?>();
        foreach (byte[] layer in layers)
        {
            (byte[] tar, byte[] stored) = Compress.Apply(packing, layer);
            var blob = Blob.Of(new MemorySource(stored), 0, stored.Length, $"layer {sources.Count}");
            (LayerSource source, LayerIndex? content) = change(sources.Count, new LayerSource { Blob = blob, DiffId = Digest.Of(tar).ToString() },
                LayerIndexer.Read(blob, LayerNeeds.DiffId, ReadLimits.Default, new ReadMeter()));
            sources.Add(source);
            contents.Add(content);
        }
        return LayeredImage.Of(new ContainerImage { Layers = sources, Os = "linux" }, contents, default);
    }

    public static TarEntrySpec Entry(string line) => line.Split(" = ") is [var path, var text]
        ? new TarEntrySpec { Path = path, Content = System.Text.Encoding.UTF8.GetBytes(text) }
        : EntryLine.Parse(line);

    /// <summary>The changes of one layer, or of all above the base, as <c>M /path Content Mode</c>.</summary>
    public static string Changes(LayeredImage image, int? layer = null, DiffOptions? options = null) =>
        Lines(LayerDiff.OfLayers(image, layer is { } one ? [one] : Enumerable.Range(1, image.Layers.Count - 1), options ?? DiffOptions.Default, new ReadMeter()).Changes);

    public static string Lines(IEnumerable<LayerChange> changes) =>
        string.Join('\n', changes.Select(change => Line(change.Change, change.InnerPath, change.ChangedProperties)));

    public static string Line(Change change, string path, FileProperties changed) =>
        $"{Mark(change)} {path}{(changed == FileProperties.None ? "" : " " + changed)}";

    private static string Mark(Change kind) => kind switch
    {
        Change.Added => "A",
        Change.Modified => "M",
        Change.MetadataModified => "m",
        Change.Removed => "R",
        Change.NotCompared => "?",
        _ => "=",
    };
}
