using PSLayers.Dive;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Tar;

namespace PSLayers.Engine.Tests.Dive;

/// <summary>Our figures beside a plain model of dive, over many random images.</summary>
public sealed class DiveOracleTests
{
    private static readonly string[] OddNames =
        ["a", "b", "-a", ".a", ".wh.a", ".wh.b", ".wh.-a", ".wh..a", ".wh.", ".wh..wh.a", ".wh..wh.", ".wh..wh..opq", ".wh..wh..a", ".wh.c"];

    [Theory]
    [InlineData(true, 600)]
    [InlineData(false, 600)]
    public void Random_layers_have_the_figures_that_the_model_finds(bool tidy, int seeds)
    {
        for (int seed = 0; seed < seeds; seed++)
            AssertAgrees(RandomLayers.Entries(seed, layers: 1 + seed % 6, entries: 5 + seed % 40, tidy), seed);
    }

    [Fact]
    public void Names_that_nobody_should_write_have_the_figures_that_the_model_finds()
    {
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            AssertAgrees([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => OddLayer(random))], seed);
        }
    }

    private static TarEntrySpec[] OddLayer(Random random)
    {
        int whiteouts = random.Next(OddNames.Length);
        return [.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => OddEntry(random, whiteouts))];
    }

    private static TarEntrySpec OddEntry(Random random, int names)
    {
        string path = string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => OddNames[random.Next(random.Next(2) == 0 ? 2 : names + 1)]));
        bool isWhiteout = path[(path.LastIndexOf('/') + 1)..].StartsWith(".wh.", StringComparison.Ordinal);
        return random.Next(3) switch
        {
            0 when !isWhiteout => new TarEntrySpec { Path = "./" + path + "/", TypeFlag = (byte)'5' },
            1 when random.Next(4) == 0 => new TarEntrySpec { Path = path, TypeFlag = (byte)'2', Target = "a" },
            _ => new TarEntrySpec { Path = path, Content = isWhiteout ? [] : new byte[1 << random.Next(12)] },
        };
    }

    private static void AssertAgrees(IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers, int seed)
    {
        LayerIndex[] indexes = [.. layers.Select(layer => Indexed.Read(RandomLayers.Tar(layer)))];
        DiveFigures figures = Counted.Of(indexes);

        Assert.Equal((seed, DiveModel.Of(layers)), (seed, (figures.Efficiency, figures.WastedBytes, figures.UserWastedPercent)));
    }
}
