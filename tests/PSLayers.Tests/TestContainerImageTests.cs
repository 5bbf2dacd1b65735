using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Test-ContainerImage as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class TestContainerImageTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Test-ContainerImage $a")]
    [InlineData("$a | Test-ContainerImage")]
    [InlineData("Test-ContainerImage -LiteralPath $a")]
    [InlineData("Get-Item $a | Test-ContainerImage")]
    [InlineData("Get-ContainerImage $a | Test-ContainerImage")]
    [InlineData("Test-ContainerImage $a -Fast")]
    public void Nothing_fails_in_the_sample(string command)
    {
        Result result = session.Run(command, Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Contains("DiffId", result.Texts("Check"));
        Assert.DoesNotContain("Failed", result.Texts("Result"));
    }

    [Fact]
    public void One_answer_is_given_for_all_images()
    {
        string bad = _folder.Write("bad.tar", Damaged());
        string none = _folder.Write("none.tar", HostileInput.Jpeg());

        Assert.Equal([true], session.Run("Test-ContainerImage $a -Quiet", Repository.DockerSample).Output.Select(answer => (bool)answer.BaseObject));
        Assert.Equal([false], session.Run($"Test-ContainerImage $a, '{bad}' -Quiet", Repository.DockerSample).Output.Select(answer => (bool)answer.BaseObject));
        Assert.Equal([false], session.Run($"'{none}', $a | Test-ContainerImage -Quiet", Repository.DockerSample).Output.Select(answer => (bool)answer.BaseObject));
    }

    [Fact]
    public void Damage_is_a_row_with_what_was_expected_and_what_is_there()
    {
        PSObject row = Assert.Single(session.Run("Test-ContainerImage $a | Where-Object { $_.Result -eq 'Failed' -and $_.Check -eq 'DiffId' }", _folder.Write("bad.tar", Damaged())).Output);

        Assert.Equal(0, row.Get("LayerIndex"));
        Assert.NotEqual(row.Get("Expected"), row.Get("Actual"));
    }

    [Fact]
    public void A_file_that_is_no_image_is_a_row_and_one_that_is_not_there_an_error()
    {
        Result result = session.Run("Test-ContainerImage $a", _folder.Write("none.tar", HostileInput.Jpeg()));
        Assert.Equal("NotAnImage", Assert.Single(result.Output).Get("Check"));
        Assert.Empty(result.Errors);

        Result missing = session.Run("Test-ContainerImage -LiteralPath $a", Path.Join(_folder.Root, "nowhere.tar"));
        Assert.StartsWith("PathNotFound", missing.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal([false], session.Run("Test-ContainerImage -LiteralPath $a -Quiet", Path.Join(_folder.Root, "nowhere.tar")).Output.Select(answer => (bool)answer.BaseObject));
    }

    private static byte[] Damaged() => new ImageBuilder().Layer(new LayerSpec { Tar = new TarBuilder().File("a", "x").Build(), StatedDiffId = "sha256:" + new string('0', 64) }).Tag("a:1").DockerArchive();
}
