using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Tab completion of what an archive offers.</summary>
[Collection(SharedSession.Name)]
public sealed class CompletionTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ContainerImage '{0}' -Tag ", "ghcr.io/x/y:1 team/app:latest ubuntu:24.04")]
    [InlineData("Get-ContainerImage -Path '{0}' -Tag u", "ubuntu:24.04")]
    [InlineData("Get-ImageLayer -LiteralPath '{0}' -Tag U", "ubuntu:24.04")]
    [InlineData("Get-LayerEntry '{0}' -Tag 'te", "team/app:latest")]
    [InlineData("Get-ImageConfig '{0}' -Tag \"gh", "ghcr.io/x/y:1")]
    [InlineData("Get-ImageHistory '{0}' -Tag nothing", "")]
    [InlineData("Get-ImageHistory '{0}' -Platform ", "linux/amd64 linux/arm64/v8")]
    [InlineData("Get-ImageHistory '{0}' -Platform linux/ar", "linux/arm64/v8")]
    [InlineData("Compare-ContainerImage '{0}' x.tar -ReferenceTag u", "ubuntu:24.04")]
    [InlineData("Compare-ContainerImage '{0}' x.tar -DifferenceTag u", "")]
    [InlineData("Compare-ContainerImage x.tar '{0}' -DifferenceTag u", "ubuntu:24.04")]
    [InlineData("Compare-ContainerImage x.tar '{0}' -Platform linux/ar", "linux/arm64/v8")]
    [InlineData("Get-LayerEntry x.tar -Type F", "Fifo File")]
    [InlineData("Get-LayerEntry x.tar -Type File, Opaque", "OpaqueWhiteout")]
    [InlineData("Get-ContainerImage ./nowhere.tar -Tag ", "")]
    public void Completion_offers_what_there_is(string line, string expected)
    {
        string path = _folder.Write("several [1].tar", Archives.Combine(
            new ImageBuilder().Layer(new TarBuilder().File("1")).Tag("ubuntu:24.04", "ghcr.io/x/y:1").DockerArchive(),
            new ImageBuilder().Layer(new TarBuilder().File("2")).Platform(architecture: "arm64", variant: "v8").Tag("team/app:latest").DockerArchive()).ToTar());
        bool isLiteral = line.Contains("-LiteralPath", StringComparison.Ordinal);

        IReadOnlyList<CompletionResult> found = session.Complete(string.Format(null, line, isLiteral ? path : path.Replace("[1]", "*", StringComparison.Ordinal)));

        Assert.Equal(expected, string.Join(' ', found.Select(result => result.ListItemText).Where(text => !text.EndsWith("PSLayers.sln", StringComparison.Ordinal)).Order()));
    }

    [Theory]
    [InlineData("Get-ImageFile '{0}' -UpTo ", "0 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("Get-ImageFile '{0}' -UpTo 1", "1 10")]
    [InlineData("Get-ContainerImage '{0}' | Get-LayerDiff -Layer ", "0 1 2 3 4 5 6 7 8 9 10")]
    [InlineData("Get-LayerDiff '{0}' -ReferenceLayer 3", "3")]
    [InlineData("Get-ImageFile nowhere.tar -UpTo ", "")]
    public void Numbers_of_layers_are_offered(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', session.Complete(string.Format(null, line, Repository.DockerSample))
            .Where(result => result.ResultType == CompletionResultType.ParameterValue).Select(result => result.CompletionText)));

    [Fact]
    public void The_number_of_a_layer_comes_with_the_step_that_made_it() =>
        Assert.StartsWith("COPY", session.Complete($"Get-LayerEntry '{Repository.DockerSample}' -Layer 4")[0].ToolTip, StringComparison.Ordinal);

    [Fact]
    public void More_names_than_anybody_reads_are_not_offered()
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 5_100; i++)
            tar.File($"d/{i}");
        string path = _folder.Write("many.tar", new ImageBuilder().Layer(tar).Tag("x:1").DockerArchive());

        Assert.Equal(5_000, session.Complete($"Get-ImageFile '{path}' /d/").Count);
    }

    [Fact]
    public void A_broken_archive_offers_nothing_and_says_nothing()
    {
        string bad = _folder.Write("bad.tar", HostileInput.Jpeg());

        Assert.DoesNotContain(session.Complete($"Get-ContainerImage '{bad}' -Tag "), result => result.ResultType == CompletionResultType.ParameterValue);
    }
    [Fact]
    public void A_path_that_leads_nowhere_leaves_no_error_in_the_session()
    {
        session.Run("$Error.Clear()");

        session.Complete("Get-ImageFile nowhere.tar /e");

        Assert.Equal(0, Assert.Single(session.Run("$Error.Count").Output).BaseObject);
    }

}
