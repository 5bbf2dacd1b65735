using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Get-LayerDiff: what layers did, from whatever stands for them.</summary>
[Collection(SharedSession.Name)]
public sealed class LayerDiffTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-LayerDiff $a -Layer 6")]
    [InlineData("Get-LayerDiff -LiteralPath $a -Layer 6")]
    [InlineData("Get-LayerDiff $a *.ini -Change Modified")]
    [InlineData("$a | Get-LayerDiff -LayerIndex 6")]
    [InlineData("[System.IO.FileInfo]$a | Get-LayerDiff -Layer 6")]
    [InlineData("Get-ContainerImage $a | Get-LayerDiff -Layer 6")]
    [InlineData("Get-ContainerImage $a | Get-LayerDiff /app/settings.ini -Change Modified")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 6 | Get-LayerDiff")]
    [InlineData("Get-ImageHistory $a -Fast | Where-Object LayerIndex -EQ 6 | Get-LayerDiff")]
    [InlineData("Get-LayerDiff $a -DifferenceLayer 6")]
    [InlineData("Get-LayerDiff $a -ReferenceLayer 5 -DifferenceLayer 6")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 6 | Get-LayerDiff -ReferenceLayer 5")]
    public void What_a_layer_did_comes_however_it_is_asked_for(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        PSObject change = Assert.Single(result.Output);
        Assert.Equal(("Modified", "/app/settings.ini", "Content", 6, 34L, 1L), (change.Get("Change")!.ToString(), change.Get("InnerPath"),
            change.Get("ChangedProperties")!.ToString(), change.Get("LayerIndex"), change.Get("Size"), change.Get("SizeDelta")));
        Assert.Contains("settings.ini", (string)change.Get("CreatedBy")!, StringComparison.Ordinal);
        Assert.Equal([4, 6], session.RunOn([change], "$input | ForEach-Object { $_.ReferenceFile.LayerIndex; $_.DifferenceFile.LayerIndex }").Output.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("Get-LayerDiff $a -InnerPath /none, /app/settings.ini")]
    [InlineData("Get-ImageLayer $a | Get-LayerDiff -InnerPath /none, /app/settings.ini")]
    public void A_path_that_no_layer_has_is_said_once(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Equal("FileNotFound,PSLayers.Commands.GetLayerDiffCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(["/app/settings.ini", "/app/settings.ini"], result.Texts("InnerPath"));
    }

    [Fact]
    public void All_layers_come_in_order_and_a_line_of_the_history_without_a_layer_brings_nothing()
    {
        object?[] layers = [.. session.Run("Get-LayerDiff $a", Repository.DockerSample).Of("LayerIndex")];

        Assert.Equal(Enumerable.Range(0, 11), layers.Distinct().Cast<int>());
        Assert.Equal(layers.Order(), layers);
        Assert.Empty(session.Run("Get-ImageHistory $a -Fast | Where-Object EmptyLayer | Get-LayerDiff", Repository.DockerSample).Output);
    }

    [Fact]
    public void Both_forms_of_the_sample_tell_the_same()
    {
        const string Command = "Get-LayerDiff $a -Recurse | ForEach-Object { '{0} {1} {2} {3} {4}' -f $_.LayerIndex, $_.Change, $_.InnerPath, $_.SizeDelta, $_.ChangedProperties }";
        Assert.Equal(session.Run(Command, Repository.DockerSample).Output.Select(line => line.ToString()), session.Run(Command, Repository.OciSample).Output.Select(line => line.ToString()));
    }

    [Fact]
    public void A_removed_directory_is_one_change_unless_all_are_wanted()
    {
        string path = Image(["d/", "d/a", "d/e/", "d/e/b"], [".wh.d"]);

        Assert.Equal(["/d"], session.Run("Get-LayerDiff $a -Layer 1", path).Texts("InnerPath"));
        Assert.Equal(["/d", "/d/a", "/d/e", "/d/e/b"], session.Run("Get-LayerDiff $a -Layer 1 -Recurse", path).Texts("InnerPath"));
        Assert.Equal(["/d/a", "/d/e/b"], session.Run("Get-LayerDiff $a -Layer 1 -Recurse -Type File", path).Texts("InnerPath"));
    }

    [Fact]
    public void Any_two_views_can_be_compared_in_both_directions()
    {
        string path = Image(["a"], ["b"], [".wh.a", "c"]);
        string Changes(string command) => string.Join(' ', session.Run($"{command} | ForEach-Object {{ \"$($_.Change) $($_.InnerPath) $($_.LayerIndex)\" }}", path).Output);

        Assert.Equal("Removed /a 2 Added /b 1 Added /c 2", Changes("Get-LayerDiff $a -ReferenceLayer 0 -DifferenceLayer 2"));
        Assert.Equal("Added /a 2 Removed /b 1 Removed /c 2", Changes("Get-LayerDiff $a -ReferenceLayer 2 -DifferenceLayer 0"));
        Assert.Equal("Added /b 1 Added /c 2", Changes("Get-LayerDiff $a -ReferenceLayer -1"));
        Assert.Equal("Removed /a 2 Added /c 2", Changes("Get-LayerDiff $a -DifferenceLayer 2"));
    }

    [Theory]
    [InlineData("-Layer 9")]
    [InlineData("-Layer -1")]
    [InlineData("-Reference 9")]
    [InlineData("-Difference 9")]
    public void A_layer_that_is_not_there_is_an_error(string parameters)
    {
        Result result = session.Run($"Get-LayerDiff $a {parameters}", Image(["a"]));

        Assert.Equal("NoSuchLayer,PSLayers.Commands.GetLayerDiffCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Layers_and_views_are_not_asked_for_together()
    {
        Result result = session.Run("Get-LayerDiff $a -Layer 0 -ReferenceLayer 0", Image(["a"]));
        Assert.Equal("ParametersExclude,PSLayers.Commands.GetLayerDiffCommand", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Without_reading_content_the_time_decides()
    {
        string path = _folder.Write("time.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("a", "one").File("b", "one"))
            .Layer(new TarBuilder().File("a", "two").File("b", "one", mtime: DateTimeOffset.UnixEpoch)).Tag("t:1").DockerArchive());

        Assert.Equal(["Modified in layer 1: /a", "MetadataModified in layer 1: /b"], session.Run("Get-LayerDiff $a -Layer 1", path).Output.Select(change => change.ToString()));
        Assert.Equal(["Modified in layer 1: /b"], session.Run("Get-LayerDiff $a -Layer 1 -SkipContent", path).Output.Select(change => change.ToString()));
    }

    [Fact]
    public void Content_that_cannot_be_read_is_an_error_beside_the_changes()
    {
        byte[] tar = new TarBuilder().File("f", new byte[50_000], mtime: DateTimeOffset.UnixEpoch).Build();
        string path = _folder.Write("cut.tar", new ImageBuilder().Layer(new TarBuilder().File("f", new byte[50_000])).Layer(new LayerSpec { Tar = tar, Stored = tar[..20_000] }).OciArchive());
        Result result = session.Run("Get-LayerDiff $a -Layer 1", path);

        Assert.Equal(["NotCompared in layer 1: /f"], result.Output.Select(change => change.ToString()));
        Assert.All(result.Errors, error => Assert.StartsWith("LayerTruncated,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(result.Errors);
    }

    [Fact]
    public void The_view_marks_changes_and_is_grouped_by_layer_also_after_export()
    {
        string path = Image(["a", "b", "l -> a"], ["a/", ".wh.b", "l -> b"]);
        string screen = session.Show("Get-LayerDiff $a -Layer 1", path);

        Assert.Matches(@"Image: t:1, layer 1: ADD file:", screen);
        Assert.Matches(@"M +-1B Mode, Type +/a\s*\n", screen);
        Assert.Matches(@"R +1B +-1B +/b\s*\n", screen);
        Assert.Matches(@"M +LinkTarget +/l -> b\s*\n", screen);
        Assert.Equal(screen, session.Show("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-LayerDiff $a -Layer 1), 2))", path));
    }

    [Fact]
    public void Views_further_apart_are_one_table_with_the_layer_of_each_change()
    {
        string screen = session.Show("Get-LayerDiff $a -ReferenceLayer 0", Image(["a"], ["b"], ["c"]));

        Assert.DoesNotContain("Image:", screen, StringComparison.Ordinal);
        Assert.Matches(@"LayerIndex +Size", screen);
        Assert.Matches(@"A +1 +1B +\+1B +/b", screen);
    }

    [Fact]
    public void Marks_are_coloured_where_the_host_can_show_colours()
    {
        Assert.Equal("A", session.Run("[PSLayers.Formatting.View]::Mark('Added', $null)").Output[0].ToString());
        string coloured = session.Run("[PSLayers.Formatting.View]::Mark('Added', $PSStyle)").Output[0].ToString();
        Assert.Equal($"{PSStyle.Instance.Foreground.Green}A{PSStyle.Instance.Reset}", coloured);
    }

    [Fact]
    public void A_change_leads_on_to_the_file_and_its_content()
    {
        Assert.Equal(["/app/settings.ini"], session.Run("Get-LayerDiff $a -Layer 6 | Get-ImageFile", Repository.DockerSample).Texts("InnerPath"));
        Assert.Contains("port", string.Join(' ', session.Run("(Get-LayerDiff $a -Layer 6).DifferenceFile | Get-ImageContent", Repository.DockerSample).Output), StringComparison.Ordinal);
    }

    private string Image(params string[][] layers) => _folder.Write("image.tar", EntryLine.Image(layers).DockerArchive());
}
