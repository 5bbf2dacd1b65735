using PSLayers.Bytes;
using PSLayers.Comparison;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Two images side by side, in all but their files.</summary>
public sealed class AspectComparisonTests : ArchiveTest
{
    [Fact]
    public void Layers_are_shared_or_own_by_DiffId()
    {
        LayeredImage one = Layered(Base().Layer(Samples.One("a"), createdBy: "RUN a"));
        LayeredImage other = Layered(Base().Layer(Samples.One("b"), createdBy: "RUN b").Layer(Samples.One("c"), createdBy: "RUN c"));
        ImageDifference[] rows = [.. new AspectComparison(one, other, new ReadMeter()).Of(ImageAspect.Layer)];

        Assert.Equal(["==", "<=", "=>", "=>"], rows.Select(row => row.SideIndicator));
        Assert.Equal([(0, 0), (1, null), (null, 1), (null, 2)], rows.Select(row => ((row.ReferenceValue as ImageLayer)?.LayerIndex, (row.DifferenceValue as ImageLayer)?.LayerIndex)));
        Assert.Equal(one.Layers[0].DiffId, rows[0].Name);
    }

    [Fact]
    public void Layers_that_only_claim_one_DiffId_are_neither_shared_nor_different()
    {
        LayeredImage Claims(ImageBuilder builder) => OpenOne(builder.OciArchive(), Guid.NewGuid().ToString("N") + ".tar") is var image
            ? LayeredImage.Of(image, Contents(image), default)
            : null!;
        ImageDifference row = Assert.Single(new AspectComparison(Claims(Base()), Claims(Base()), new ReadMeter()).Of(ImageAspect.Layer));

        Assert.Equal(("??", Change.NotCompared), (row.SideIndicator, row.Change));
    }

    [Fact]
    public void The_history_is_compared_in_its_order()
    {
        LayeredImage one = Layered(Base().EmptyHistory("ENV A=1").Layer(Samples.One("a"), createdBy: "RUN a").EmptyHistory("CMD x"));
        LayeredImage other = Layered(Base().EmptyHistory("ENV A=2").Layer(Samples.One("a"), createdBy: "RUN a").EmptyHistory("CMD x"));
        IEnumerable<string> rows = new AspectComparison(one, other, new ReadMeter()).Of(ImageAspect.History).Select(row => $"{row.SideIndicator} {row.Name}");

        Assert.Equal(["== ADD base", "<= ENV A=1", "=> ENV A=2", "== RUN a", "== CMD x"], rows);
    }

    [Fact]
    public void The_config_is_compared_field_by_field()
    {
        LayeredImage one = Layered(Base().Config(user: "app", env: ["PATH=/bin", "A=1", "GONE=1", "A=2"], labels: new Dictionary<string, string> { ["v"] = "1", ["k"] = "k" }));
        LayeredImage other = Layered(Base().Config(env: ["A=2", "PATH=/bin:/opt", "NEW="], labels: new Dictionary<string, string> { ["v"] = "2", ["k"] = "k" })
            .Config(config => config["config"]!["Cmd"] = new System.Text.Json.Nodes.JsonArray("sh", "a b", "say \"x\"")));
        IEnumerable<string> rows = new AspectComparison(one, other, new ReadMeter()).Of(ImageAspect.Config).Where(row => row.Change != Change.Unmodified)
            .Select(row => $"{row.SideIndicator} {row.Name}: {row.ReferenceValue} | {row.DifferenceValue}");

        Assert.Equal(
            ["<= User: app | ", "<> Env.PATH: /bin | /bin:/opt", "<= Env.GONE: 1 | ", "<> Cmd: [\"/bin/sh\"] | [\"sh\", \"a b\", \"say \\\"x\\\"\"]",
                "<> Labels.v: 1 | 2", "=> Env.NEW:  | "],
            rows);
    }

    [Fact]
    public void Sizes_are_figures()
    {
        LayeredImage one = Layered(Base());
        LayeredImage other = Layered(Base().Layer(Samples.One("etc/hostname", "longer than before"), createdBy: "RUN echo"));
        Dictionary<string, (object?, object?)> rows = new AspectComparison(one, other, new ReadMeter()).Of(ImageAspect.Size).ToDictionary(row => row.Name, row => (row.ReferenceValue, row.DifferenceValue));

        Assert.Equal((1L, 2L), rows["LayerCount"]);
        Assert.Equal((26L, 44L), rows["Size"]);
        Assert.Equal((26L, 40L), rows["VisibleSize"]);
        Assert.Equal((2L, 2L), rows["VisibleFiles"]);
    }

    [Fact]
    public void Sizes_are_those_of_a_measure()
    {
        // A blob that is two layers, and a file that is seen only by its further name.
        TarBuilder links = new TarBuilder().File("a", "content").HardLink("b", "a");
        LayeredImage image = Layered(new ImageBuilder().Layer(links).Layer(links).Layer(new TarBuilder().Whiteout("a")));
        Dictionary<string, object?> rows = new AspectComparison(image, image, new ReadMeter()).Of(ImageAspect.Size).ToDictionary(row => row.Name, row => row.ReferenceValue);
        ImageMeasure measure = MeasureResult.Of(image, 2, new MeasureOptions(), new ReadMeter()).Measure;

        Assert.Equal((measure.StoredSize, measure.Size, measure.ViewSize, (long)measure.FileCount),
            (rows["StoredSize"], rows["Size"], rows["VisibleSize"], rows["VisibleFiles"]));
        Assert.Equal((7L, 1L), (rows["VisibleSize"], rows["VisibleFiles"]));
        Assert.Equal(image.Image.StoredSize, measure.StoredSize);
    }

    private LayeredImage Layered(ImageBuilder builder)
    {
        ContainerImage image = OpenOne(builder.OciArchive(), Guid.NewGuid().ToString("N") + ".tar");
        return LayeredImage.Of(image, Contents(image, LayerNeeds.DiffId), default);
    }

    private static ImageBuilder Base() => new ImageBuilder().Layer(Samples.Base(), createdBy: "ADD base");

    [Fact]
    public void Packages_are_compared_by_version()
    {
        static string Status(params string[] packages) => string.Concat(packages.Select(package => $"Package: {package.Split(' ')[0]}\nVersion: {package.Split(' ')[1]}\n\n"));
        LayeredImage one = Layered(new ImageBuilder().Layer(new TarBuilder().File("var/lib/dpkg/status", Status("a 1", "b 1", "k 1", "k 2", "old 1"))));
        LayeredImage other = Layered(new ImageBuilder().Layer(new TarBuilder().File("var/lib/dpkg/status", Status("a 1", "b 2", "k 2", "k 3", "new 1"))));

        IEnumerable<string> rows = new AspectComparison(one, other, new ReadMeter()).Of(ImageAspect.Package).Select(row => $"{row.SideIndicator} {row.Name} {row.ReferenceValue} {row.DifferenceValue}");

        Assert.Equal(["== deb/a 1 1", "<> deb/b 1 2", "== deb/k 2 2", "<> deb/k 1 3", "=> deb/new  1", "<= deb/old 1 "], rows);
    }
}
