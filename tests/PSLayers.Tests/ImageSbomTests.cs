using System.Management.Automation;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Export-ImageSbom as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ImageSbomTests : IDisposable
{
    private readonly Session _session;
    private readonly TempFolder _folder = new();

    public ImageSbomTests(Session session)
    {
        _session = session;
        Out = _folder.Folder("out");
    }

    private string Out { get; }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Export-ImageSbom $a")]
    [InlineData("$a | Export-ImageSbom -Format cyclonedx")]
    [InlineData("Export-ImageSbom -LiteralPath $a")]
    [InlineData("Get-ContainerImage $a | Export-ImageSbom")]
    [InlineData("Get-ImageLayer $a -Fast | Where-Object LayerIndex -EQ 10 | Export-ImageSbom")]
    public void It_is_one_text_in_the_pipeline(string command)
    {
        Result result = _session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        JsonNode document = JsonNode.Parse((string)Assert.Single(result.Output).BaseObject)!;
        Assert.Equal("CycloneDX 1.6", $"{document["bomFormat"]} {document["specVersion"]}");
        Assert.Equal(["pslayers-sample", "busybox-static", "greeter", "tinyweb"], document["components"]!.AsArray().Select(component => (string)component!["name"]!));
    }

    [Theory]
    [InlineData("Export-ImageSbom $a $b/x.json")]
    [InlineData("Get-ContainerImage $a | Export-ImageSbom -Destination $b/x.json")]
    [InlineData("Export-ImageSbom -LiteralPath $a -Destination $b/x.json")]
    [InlineData("Set-Location $b; try { Export-ImageSbom $a x.json } finally { Set-Location - }")]
    public void It_is_a_file_where_one_is_named(string command)
    {
        Result result = _session.Run(command, Repository.DockerSample, Out);

        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(["x.json"], Written());
        Assert.Equal(_session.Run("Export-ImageSbom $a", Repository.DockerSample).Output[0].ToString() + "\n", File.ReadAllText(Path.Join(Out, "x.json")));
    }

    [Fact]
    public void A_folder_gets_a_file_for_each_image()
    {
        Result result = _session.Run("Get-ContainerImage $a, $b | Export-ImageSbom -Destination $c -Format Spdx -PassThru", Repository.DockerSample, Several(), Out);

        Assert.Empty(result.Errors);
        Assert.Equal(["a-1.spdx.json", "b-team-1.spdx.json", "localhost-pyapp-1.0.spdx.json"], Written());
        Assert.Equal(Written(), result.Texts("Name").Order(StringComparer.Ordinal));
        Assert.All(result.Output, file => Assert.IsType<FileInfo>(file.BaseObject));
    }

    [Fact]
    public void Layers_and_images_of_one_name_have_files_of_their_own()
    {
        string one = _folder.Write("one.tar", new ImageBuilder().Layer(new TarBuilder().File("a", "1")).Layer(new TarBuilder().File("b")).Tag("a:1").DockerArchive());
        string other = _folder.Write("other.tar", new ImageBuilder().Layer(new TarBuilder().File("a", "2")).Tag("a:1").DockerArchive());

        Assert.Empty(_session.Run("Get-ImageLayer $a | Export-ImageSbom -Destination $c; Get-ContainerImage $a, $b | Export-ImageSbom -Destination $c", one, other, Out).Errors);
        Assert.Equal(["a-1-layer-0.cdx.json", "a-1-layer-1.cdx.json", "a-1.cdx.json"], Written().Where(name => name.Length < 24).Order(StringComparer.Ordinal));
        Assert.Matches("^a-1-[0-9a-f]{12}.cdx.json$", Assert.Single(Written(), name => name.Length >= 24));
    }

    [Theory]
    [InlineData("Export-ImageSbom $a", "")]
    [InlineData("Export-ImageSbom $a -IncludeOwned", "python3-six")]
    public void What_a_package_of_the_system_brought_comes_only_when_it_is_asked_for(string command, string owner)
    {
        string image = _folder.Write("owned.tar", new ImageBuilder().Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: python3-six\nVersion: 1\n\n")
            .File("var/lib/dpkg/info/python3-six.list", "/usr/lib/six.egg-info\n").File("usr/lib/six.egg-info", "Name: six\nVersion: 1.16.0\n")).Tag("a:1").DockerArchive());
        JsonArray components = JsonNode.Parse(_session.Run(command, image).Output[0].ToString())!["components"]!.AsArray();

        Assert.Equal(owner, string.Concat(components.SelectMany(component => component!["properties"]!.AsArray()).Where(property => (string)property!["name"]! == "pslayers:ownedBy").Select(property => (string)property!["value"]!)));
        Assert.Equal(owner.Length == 0 ? 1 : 2, components.Count);
    }

    [Theory]
    [InlineData("Export-ImageSbom $a -UpTo 99")]
    [InlineData("Export-ImageSbom $a $b/x.json -UpTo 99")]
    public void A_layer_that_is_not_there_is_about_the_image(string command)
    {
        ErrorRecord error = _session.Run(command, Repository.DockerSample, Out).Error;

        Assert.Equal(("NoSuchLayer,PSLayers.Commands.ExportImageSbomCommand", Repository.DockerSample), (error.FullyQualifiedErrorId, error.TargetObject));
        Assert.Empty(Written());
    }

    [Fact]
    public void Several_images_do_not_go_into_one_file()
    {
        Result result = _session.Run("Export-ImageSbom $a $b/x.json -Force", Several(), Out);

        Assert.Equal("PathNotFound,PSLayers.Commands.ExportImageSbomCommand", result.Error.FullyQualifiedErrorId);
        Assert.Empty(Written());
    }

    [Fact]
    public void What_exists_is_replaced_with_Force_only()
    {
        string file = _folder.Write("out/x.json", "mine"u8.ToArray());
        ErrorRecord error = _session.Run("Export-ImageSbom $a $b", Repository.DockerSample, file).Error;

        Assert.Equal(("DestinationExists,PSLayers.Commands.ExportImageSbomCommand", ErrorCategory.ResourceExists, file), (error.FullyQualifiedErrorId, error.CategoryInfo.Category, error.TargetObject));
        Assert.Equal("mine", File.ReadAllText(file));
        Assert.Empty(_session.Run("Export-ImageSbom $a $b -Force", Repository.DockerSample, file).Errors);
        Assert.StartsWith("{", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(["x.json"], Written());
    }

    [Fact]
    public void A_file_of_a_folder_that_is_there_is_named()
    {
        string file = _folder.Write("out/localhost-pyapp-1.0.cdx.json", "mine"u8.ToArray());

        Assert.Equal(file, _session.Run("Export-ImageSbom $a $b", Repository.DockerSample, Out).Error.TargetObject);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void WhatIf_writes_nothing_and_tells_both_places()
    {
        string screen = _session.Show("Export-ImageSbom $a $b/x.json -WhatIf", Repository.DockerSample, Out);

        Assert.Contains("localhost/pyapp:1.0", screen, StringComparison.Ordinal);
        Assert.Contains("x.json", screen, StringComparison.Ordinal);
        Assert.Empty(Written());
    }

    [Theory]
    [InlineData("env:x", "PathNotFound")]
    [InlineData("/missing/", "PathNotFound")]
    [InlineData("/missing/x.json", "PathNotFound")]
    public void A_place_that_is_none_is_one_error_and_the_statement_goes_on(string place, string errorId)
    {
        Result result = _session.Run("Export-ImageSbom $a $b; 'on'", Repository.DockerSample, place.StartsWith('/') ? Out + place : place);

        Assert.StartsWith(errorId + ",", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(["on"], result.Output.Select(text => text.ToString()));
    }

    [Fact]
    public void A_form_that_there_is_not_is_an_error_that_names_those_there_are()
    {
        ErrorRecord error = _session.Run("Export-ImageSbom $a -Format swid", Repository.DockerSample).Error;

        Assert.Equal("SbomFormatUnknown,PSLayers.Commands.ExportImageSbomCommand", error.FullyQualifiedErrorId);
        Assert.Contains("CycloneDx, Spdx", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Forms_complete() => Assert.Equal(["CycloneDx", "Spdx"], _session.Complete("Export-ImageSbom x.tar -Format ").Select(result => result.CompletionText));

    [Fact]
    public void The_time_of_the_build_counts_unless_one_is_given()
    {
        const string Command = "try { $env:SOURCE_DATE_EPOCH = $b; Export-ImageSbom $a -WarningVariable said -WarningAction SilentlyContinue; \"$said\" } finally { $env:SOURCE_DATE_EPOCH = $null }";

        Assert.Equal("2001-09-09T01:46:40Z", Time(_session.Run(Command, Repository.DockerSample, "1000000000").Output[0]));
        Assert.Equal("2025-03-14T09:26:53Z", Time(_session.Run(Command, Repository.DockerSample, "").Output[0]));
        Result wrong = _session.Run(Command, Repository.DockerSample, "soon");
        Assert.Equal("2025-03-14T09:26:53Z", Time(wrong.Output[0]));
        Assert.Contains("SOURCE_DATE_EPOCH", wrong.Output[1].ToString(), StringComparison.Ordinal);
        Assert.Equal("2020-01-01T00:00:00Z", Time(_session.Run("Export-ImageSbom $a -Timestamp 2020-01-01T01:00:00+01:00", Repository.DockerSample).Output[0]));
    }

    [Fact]
    public void A_new_serial_number_comes_when_it_is_asked_for() =>
        Assert.Equal([true, false], _session.Run("$one = Export-ImageSbom $a; $one -eq (Export-ImageSbom $a); $one -eq (Export-ImageSbom $a -NewSerialNumber)", Repository.DockerSample).Output.Select(item => item.BaseObject));

    private string Several() => _folder.Write("several.tar", Archives.Combine(
        new ImageBuilder().Layer(new TarBuilder().File("a", "a")).Tag("a:1").DockerArchive(), new ImageBuilder().Layer(new TarBuilder().File("b", "b")).Tag("b/team:1").DockerArchive()).ToTar());

    private static string Time(PSObject text) => (string)JsonNode.Parse(text.ToString())!["metadata"]!["timestamp"]!;

    private string[] Written() => [.. Directory.EnumerateFileSystemEntries(Out).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
