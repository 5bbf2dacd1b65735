using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Editing.Planning;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Planning;

/// <summary>Images with a run of layers in one, as the plan has it: without a config.</summary>
internal static class Merged
{
    /// <summary>The image with some of its layers in one.</summary>
    public static LayeredImage Of(LayeredImage image, int first, int last)
    {
        SplicedSource tar = RunTar.Of(image, first, last, out _, default);
        var blob = Blob.Of(tar, 0, tar.Length, $"layers {first} to {last}");
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
        Assert.Null(index.Damage);
        return LayeredImage.Of(
            new ContainerImage { Os = image.Image.Os, Layers = [.. image.Image.Layers.Take(first), new LayerSource { Blob = blob }, .. image.Image.Layers.Skip(last + 1)] },
            [.. image.Tree.Layers.Take(first), index, .. image.Tree.Layers.Skip(last + 1)], default);
    }

    /// <summary>The names of the entries of a layer, in order; of links with what they lead to.</summary>
    public static string Entries(LayeredImage image, int layer)
    {
        LayerIndex index = image.Tree.Layers[layer]!;
        return string.Join('\n', Enumerable.Range(0, index.Count).Select(row => System.Text.Encoding.UTF8.GetString(index.RawName(row)) + index.Row(row).Type switch
        {
            EntryType.HardLink => " => " + System.Text.Encoding.UTF8.GetString(index.LinkTarget(row)),
            EntryType.SymbolicLink => " -> " + System.Text.Encoding.UTF8.GetString(index.LinkTarget(row)),
            _ => "",
        }));
    }
}
