using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Images and layers from the pipeline instead of paths.</summary>
[Collection(SharedSession.Name)]
public sealed class ObjectTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ImageConfig", 1)]
    [InlineData("Get-ImageHistory -Fast", 22)]
    [InlineData("Get-ImageLayer -Fast", 11)]
    [InlineData("Get-LayerEntry", 183)]
    [InlineData("Get-ContainerImage", 1)]
    public void Every_cmdlet_takes_images(string command, int count) =>
        Assert.Equal(count, session.Run($"Get-ContainerImage $a | {command}", Repository.DockerSample).Output.Count);

    [Theory]
    [InlineData("Get-ImageConfig -InputObject $x", 1)]
    [InlineData("Get-ImageHistory -InputObject $x -Fast", 22)]
    [InlineData("Get-ImageLayer -InputObject $x -Fast", 11)]
    [InlineData("Get-LayerEntry -InputObject $x", 183)]
    [InlineData("Get-LayerEntry -InputObject (Get-ImageLayer -InputObject $x)", 183)]
    public void The_same_by_name(string command, int count) =>
        Assert.Equal(count, session.Run($"$x = Get-ContainerImage $a; {command}", Repository.DockerSample).Output.Count);

    [Fact]
    public void Only_the_image_that_came_is_shown_where_the_archive_holds_several()
    {
        string both = TwoImages();

        Result layers = session.Run("Get-ContainerImage $a -Tag two:1 | Get-ImageLayer", both);
        Result entries = session.Run("Get-ContainerImage $a -Tag two:1 | Get-LayerEntry", both);

        Assert.Equal(["two:1"], layers.Texts("ImageName"));
        Assert.Equal(["/two"], entries.Texts("InnerPath"));
    }

    [Fact]
    public void Only_the_layers_that_came_are_listed()
    {
        Result result = session.Run("Get-ImageLayer $a -Fast | Where-Object LayerIndex -In 8, 9 | Get-LayerEntry", Repository.OciSample);

        Assert.Equal([8, 9], result.Of("LayerIndex").Distinct());
        Assert.Equal(11, result.Output.Count);
    }

    [Fact]
    public void A_line_of_the_history_leads_to_the_entries_of_its_layer()
    {
        Result result = session.Run("Get-ImageHistory $a -Fast | Where-Object Instruction -Match 'rm -rf' | Get-LayerEntry -Type Whiteout, OpaqueWhiteout", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(["/root/.wh..aws", "/app/static/.wh..wh..opq", "/var/cache/.wh.pip"], result.Texts("InnerPath"));
    }

    [Fact]
    public void A_line_of_the_history_without_a_layer_has_no_entries()
    {
        Result result = session.Run("Get-ImageHistory $a -Fast | Where-Object EmptyLayer | Get-LayerEntry", Repository.DockerSample);

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("Get-ContainerImage $a", "Get-ImageConfig", 1)]
    [InlineData("Get-ContainerImage $a", "Get-ImageHistory -Fast", 22)]
    [InlineData("Get-ContainerImage $a", "Get-ImageLayer -Fast", 11)]
    [InlineData("Get-ContainerImage $a", "Get-LayerEntry", 183)]
    [InlineData("Get-ImageLayer $a -Fast", "Get-LayerEntry", 183)]
    [InlineData("Get-ImageLayer $a | Where-Object LayerIndex -EQ 9", "Get-LayerEntry", 4)]
    public void Objects_that_came_back_from_another_session_still_lead_to_their_archive(string source, string command, int count)
    {
        PSObject[] deserialized = [.. session.Run(source, Repository.DockerSample).Output.Select(Clixml.RoundTrip)];

        Result result = session.RunOn(deserialized, "$input | " + command);

        Assert.Empty(result.Errors);
        Assert.Equal(count, result.Output.Count);
    }

    [Fact]
    public void Of_several_images_in_an_archive_the_one_that_came_back_is_meant()
    {
        PSObject[] images = [.. session.Run("Get-ContainerImage $a", TwoImages()).Output.Select(Clixml.RoundTrip)];
        PSObject[] layers = [.. session.Run("Get-ImageLayer $a", TwoImages()).Output.Select(Clixml.RoundTrip)];

        Assert.Equal(["two:1"], session.RunOn([images[1]], "$input | Get-ImageLayer").Texts("ImageName"));
        Assert.Equal(["one:1", "two:1"], session.RunOn(images, "$input | Get-ContainerImage -IncludeSize").Texts("Name"));
        Assert.Equal(["/one", "/two"], session.RunOn(layers, "$input | Get-LayerEntry").Texts("InnerPath"));
    }

    [Fact]
    public void An_image_may_be_filtered_once_more_by_its_tag() =>
        Assert.Equal(["two:1"], session.Run("Get-ContainerImage $a | Get-ImageLayer -Tag 'two:*'", TwoImages()).Texts("ImageName"));

    [Fact]
    public void The_archive_may_be_gone_for_what_was_read_and_is_an_error_for_what_was_not()
    {
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(new TarBuilder().File("a", "a"), Packing.Gzip).Tag("a:1").DockerArchive());
        session.Run("$gone = Get-ContainerImage $a; $null = $gone | Get-ImageLayer -Fast", path);
        File.Delete(path);

        Assert.Equal(["a:1"], session.Run("$gone | Get-ImageConfig").Texts("ImageName"));
        ErrorRecord error = session.Run("$gone | Get-LayerEntry").Error;
        Assert.Contains(error.FullyQualifiedErrorId.Split(',')[0], new[] { "PathNotFound", "ArchiveChanged" });
        Assert.Equal(path, error.TargetObject);
    }

    private string TwoImages() => _folder.Write("both.tar", Archives.Combine(
        new ImageBuilder().Layer(new TarBuilder().File("one")).Tag("one:1").DockerArchive(),
        new ImageBuilder().Layer(new TarBuilder().File("two")).Tag("two:1").DockerArchive()).ToTar());
}
