using PSLayers.Content;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>A random image, and each of its views as the plain union has it. Few contents, modes and attributes occur, so that many files of
/// different layers are equal, or differ in one respect only.</summary>
internal sealed class RandomViews
{
    private static readonly byte[][] Contents = ["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray(), []];

    private readonly List<List<TarEntrySpec>> _layers;

    public RandomViews(int seed, bool tidy, Packing packing = Packing.None) : this(seed, tidy, seed, 4, packing)
    {
    }

    /// <summary>Another image with the first layers of the one that <paramref name="seed"/> chooses.</summary>
    public RandomViews(int seed, bool tidy, int seedOfRest, int shared, Packing packing = Packing.None)
    {
        _layers = [.. Layers(seed, tidy).Take(shared), .. Layers(seedOfRest, tidy).Skip(shared)];
        Image = Memory.Image(_layers, packing);
        var union = new ReferenceUnion();
        Views.Add(new Dictionary<string, PlainFile>());
        foreach (List<TarEntrySpec> layer in _layers)
        {
            union.Apply(layer);
            Views.Add(union.View().ToDictionary(pair => pair.Key, pair => Plain(pair.Value.Layer, pair.Value.Row)));
        }
    }

    public LayeredImage Image { get; }

    /// <summary>The view of no layers, and then one with each layer.</summary>
    public List<Dictionary<string, PlainFile>> Views { get; } = [];

    /// <summary>A file that a change tells of, in the words of the plain union.</summary>
    public PlainFile Plain(ImageFile file) => file.Entry is null ? PlainFile.Implied : Plain(Image.Tree.Version(file.Version).Layer, Image.Tree.Version(file.Version).Row);

    private static IEnumerable<List<TarEntrySpec>> Layers(int seed, bool tidy)
    {
        var random = new Random(seed);
        return RandomLayers.Entries(seed, layers: 4, entries: 16, tidy).Select(layer => layer.Select(entry => Simplify(entry, random)).ToList());
    }

    private PlainFile Plain(int layer, int row)
    {
        if (row < 0)
            return PlainFile.Implied;
        TarEntrySpec entry = _layers[layer][row];
        if (entry.TypeFlag != '1')
            return PlainFile.Of(entry, entry);
        // Where hard links lead has tests of its own.
        int version = VersionOf(layer, row);
        int content = LinkResolver.Content(Image.Tree, version, Image.Limits);
        return content >= 0 && Image.Tree.Version(content) is { Row: >= 0 } there && _layers[there.Layer][there.Row].TypeFlag != '5'
            ? PlainFile.Of(entry, _layers[there.Layer][there.Row])
            : PlainFile.Of(entry, entry);
    }

    private int VersionOf(int layer, int row)
    {
        foreach (int node in Image.Tree.TouchedBy(layer))
        {
            int version = Image.Tree.VersionIn(node, layer);
            if (Image.Tree.Version(version).Row == row)
                return version;
        }
        throw new InvalidOperationException($"no version has row {row} of layer {layer}");
    }

    private static TarEntrySpec Simplify(TarEntrySpec entry, Random random) => entry with
    {
        Content = entry.TypeFlag == '0' ? Contents[random.Next(Contents.Length)] : [],
        Mode = random.Next(4) == 0 ? 0b111_000_000 : entry.Mode,
        Target = entry.TypeFlag == '2' && random.Next(2) == 0 ? "a" : entry.Target,
        Xattrs = random.Next(8) == 0 ? new Dictionary<string, byte[]> { ["user.a"] = Contents[random.Next(2)] } : null,
    };
}
