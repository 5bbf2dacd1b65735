using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Measure-ContainerImage: the figures as users get them, and what can be done with them.</summary>
[Collection(SharedSession.Name)]
public sealed class MeasureTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Measure-ContainerImage $a")]
    [InlineData("$a | Measure-ContainerImage")]
    [InlineData("Measure-ContainerImage -LiteralPath $a -Tag localhost/pyapp:1.0")]
    [InlineData("Get-ContainerImage $a | Measure-ContainerImage")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 10 | Measure-ContainerImage")]
    [InlineData("Measure-ContainerImage $a | Measure-ContainerImage")]
    public void An_image_is_measured_however_it_comes(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        PSObject measure = Assert.Single(result.Output);
        Assert.Equal((2_176_521L, 2_050_068L, 126_453L), (measure.Get("Size"), measure.Get("ViewSize"), measure.Get("HiddenSize")));
        Assert.Equal(2_050_068.0 / 2_176_521, measure.Get("Efficiency"));
        Assert.Equal((11, 46, 2, 34, 29, 0), (measure.Get("LayerCount"), measure.Get("FileCount"), measure.Get("HardLinkCount"),
            measure.Get("DirectoryCount"), measure.Get("SymbolicLinkCount"), measure.Get("SpecialFileCount")));
    }

    [Fact]
    public void Each_image_of_a_folder_has_its_own_measure()
    {
        Result result = session.Run("Measure-ContainerImage $a, $b | Where-Object Efficiency -LT 0.95", Repository.DockerSample, Repository.OciSample);

        Assert.Equal([Repository.DockerSample, Repository.OciSample], result.Texts("ImagePath"));
        Assert.Equal([126_453L, 126_453L], result.Of("HiddenSize"));
    }

    [Fact]
    public void Layers_tell_how_the_image_grew()
    {
        Result result = session.Run("Get-ImageLayer $a | Measure-ContainerImage", Lines(["a = 1"], ["a = 22"], [".wh.a"]));

        Assert.Equal([1, 2, 3], result.Of("LayerCount"));
        Assert.Equal([1L, 3L, 3L], result.Of("Size"));
        Assert.Equal([0L, 1L, 3L], result.Of("HiddenSize"));
    }

    [Fact]
    public void Wasted_files_are_filtered_and_traced_like_other_objects()
    {
        string path = Lines(["a = 1", "b = 55555"], ["a = 22"], [".wh.b"]);

        Assert.Equal(["/a"], session.Run("(Measure-ContainerImage $a).WastedFiles | Where-Object WastedSize -LT 5", path).Texts("InnerPath"));
        Assert.Equal(["/b"], session.Run("(Measure-ContainerImage $a).WastedFiles | Where-Object WasteReason -EQ Removed", path).Texts("InnerPath"));
        Assert.Equal(["Added", "Removed"], session.Run("(Measure-ContainerImage $a).WastedFiles[0] | Trace-ImageFile", path).Texts("Change"));
        Assert.Equal(["22"], session.Run("(Measure-ContainerImage $a).LargestFiles | Get-ImageContent", path).Output.Select(line => line.ToString()));
        Assert.Equal([0, 1, 2], session.Run("Measure-ContainerImage $a | Get-ImageLayer", path).Of("LayerIndex"));
    }

    [Fact]
    public void The_figures_of_dive_have_all_their_digits()
    {
        PSObject measure = Assert.Single(session.Run("Measure-ContainerImage $a", Repository.DockerSample).Output);

        Assert.Equal((0.971769582203749, 126_437L), (Math.Round((double)measure.Get("DiveEfficiency")!, 15), measure.Get("DiveWastedSize")));
        Assert.Equal(126_437.0 / (2_176_225 - 1_985_088), measure.Get("DiveUserWastedPercent"));
        Assert.True(double.IsNaN((double)session.Run("Measure-ContainerImage $a", Lines(["a = 1"])).Output[0].Get("DiveUserWastedPercent")!));
    }

    [Fact]
    public void Top_says_how_many_of_the_largest_come()
    {
        Result result = session.Run("Measure-ContainerImage $a -Top 2", Repository.DockerSample);

        Assert.Equal(["layer 0: /bin/busybox", "layer 7: /usr/lib/python3.11/site-packages/greeter/data/words.txt"], result.Output[0].List("LargestFiles"));
        Assert.Equal(27, result.Output[0].List("WastedFiles").Length);
        Assert.StartsWith("ParameterArgumentValidationError", session.Run("Measure-ContainerImage $a -Top -1", "x").Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicates_are_looked_for_only_on_request()
    {
        string path = Lines(["a = same", "b = same", "c => a"]);

        Assert.Null(session.Run("Measure-ContainerImage $a", path).Output[0].Get("DuplicateContents"));
        PSObject found = Assert.Single(session.Run("(Measure-ContainerImage $a -IncludeDuplicateContent).DuplicateContents", path).Output);
        Assert.Equal((2, 4L, 4L), (found.Get("FileCount"), found.Get("Size"), found.Get("WastedSize")));
        Assert.Equal(["/a", "/b"], found.List("InnerPaths"));
    }

    [Fact]
    public void Without_content_a_file_of_equal_size_and_time_counts_as_stored_again()
    {
        string path = Lines(["a = one"], ["a = two"]);

        Assert.Equal(["Overwritten"], session.Run("(Measure-ContainerImage $a).WastedFiles", path).Texts("WasteReason"));
        Assert.Equal(["MetadataOnly"], session.Run("(Measure-ContainerImage $a -SkipContent).WastedFiles", path).Texts("WasteReason"));
    }

    [Fact]
    public void A_layer_that_the_archive_lacks_is_a_warning_and_the_rest_is_measured()
    {
        var image = new ImageBuilder().Tag("t:1").Layer(new LayerSpec { Tar = new TarBuilder().File("a", "1").Build(), Present = false }).Layer(new TarBuilder().File("b", "22"));
        Result result = session.Run("Measure-ContainerImage $a 3>&1", _folder.Write("absent.tar", image.OciArchive()));

        Assert.Equal((2L, false, null), (result.Output[^1].Get("Size"), result.Output[^1].Get("IsComplete"), result.Output[^1].Get("DiveEfficiency")));
        Assert.Contains(result.Output, warning => warning.ToString().Contains("not all layers could be read", StringComparison.Ordinal));
        Assert.Contains("IsComplete", session.Show("Measure-ContainerImage $a 3>$null", Path.Join(_folder.Root, "absent.tar")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_layer_is_an_error_and_a_warning_and_its_own_figures_are_unknown()
    {
        byte[] tar = new TarBuilder().File("a", "1").File("b", new byte[5000]).Build();
        var image = new ImageBuilder().Tag("t:1").Layer(new TarBuilder().File("a", "333")).Layer(new LayerSpec { Tar = tar, Stored = tar[..2000] });
        Result result = session.Run("Measure-ContainerImage $a -WarningAction SilentlyContinue", _folder.Write("cut.tar", image.OciArchive()));

        Assert.StartsWith("LayerTruncated", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        PSObject measure = Assert.Single(result.Output);
        Assert.Equal((false, 3L), (measure.Get("IsComplete"), measure.Get("HiddenSize")));
        Assert.Equal([3L, null], session.Run("(Measure-ContainerImage $a 2>$null 3>$null).Layers", Path.Join(_folder.Root, "cut.tar")).Of("Size"));
    }

    [Fact]
    public void The_view_tells_the_story_at_a_glance()
    {
        string flat = string.Join(' ', session.Show("Measure-ContainerImage $a", Repository.DockerSample).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));

        Assert.All(
        [
            "LayerCount : 11", "Size : 2.18MB", "ViewSize : 2.05MB in 46 files, 2 hard links, 34 directories, 29 symbolic links", "HiddenSize : 126kB (5.8%)",
            "MetadataOnlySize : 63.2kB (2.9%)", "Efficiency : 94.2%", "DiveEfficiency : 97.2%", "DiveWastedSize : 126kB", "DiveUserWastedPercent : 66.1%",
            "31.5kB Removed layer 3 /var/cache/pip/wheels/greeter/greeter-1.2.0.whl", "116B Removed layer 9 /root/.aws/credentials", "… 22 more",
            "LargestFiles : 1.98MB /bin/busybox", "LargestDirectories : 1.98MB /bin", "Extensions : 1.99MB (none) (13)",
        ], line => Assert.Contains(line, flat, StringComparison.Ordinal));
        Assert.DoesNotContain("IsComplete", flat, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, "100.0%")]
    [InlineData(0.99999, "99.9%")]
    [InlineData(0.9342, "93.4%")]
    [InlineData(0.0, "0.0%")]
    [InlineData(double.NaN, "n/a")]
    [InlineData(null, "")]
    public void Only_the_whole_is_a_hundred_percent(double? part, string shown) =>
        Assert.Equal(shown, session.Run("[PSLayers.Formatting.MeasureView]::Percent($a)", part).Output[0].ToString());

    private string Lines(params string[][] layers)
    {
        var image = new ImageBuilder().Tag("t:1");
        foreach (string[] layer in layers)
            image.Layer(RandomLayers.Tar(layer.Select(Entry)));
        return _folder.Write(Guid.NewGuid().ToString("N") + ".tar", image.DockerArchive());
    }

    private static TarEntrySpec Entry(string line) => line.Split(" = ") is [var path, var text]
        ? new TarEntrySpec { Path = path, Content = System.Text.Encoding.UTF8.GetBytes(text) }
        : EntryLine.Parse(line);
}
