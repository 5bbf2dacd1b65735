using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>-Tag and -Platform: which images of an archive are meant.</summary>
[Collection(SharedSession.Name)]
public sealed class ChoiceTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ubuntu:24.04", "ubuntu:24.04")]
    [InlineData("library/ubuntu:24.04", "ubuntu:24.04")]
    [InlineData("docker.io/library/ubuntu:24.04", "ubuntu:24.04")]
    [InlineData("UBUNTU:24.04", "ubuntu:24.04")]
    [InlineData("ubuntu:*", "ubuntu:24.04")]
    [InlineData("docker.io/*", "ubuntu:24.04 team/app:latest ghcr.io/x/y:1")]
    [InlineData("docker.io/ubuntu:24.04", "ubuntu:24.04")]
    [InlineData("*ubuntu*", "ubuntu:24.04")]
    [InlineData("team/app", "team/app:latest")]
    [InlineData("team/app:latest", "team/app:latest")]
    [InlineData("docker.io/team/app", "team/app:latest")]
    [InlineData("ghcr.io/x/y:1", "ghcr.io/x/y:1")]
    [InlineData("second:2", "ghcr.io/x/y:1")]
    [InlineData("*/*:*", "ubuntu:24.04 team/app:latest ghcr.io/x/y:1")]
    public void A_tag_may_be_written_in_every_way_that_docker_understands(string tag, string images) =>
        Assert.Equal(images, string.Join(' ', session.Run("Get-ContainerImage $a -Tag $b", Several(), tag).Texts("Name")));

    [Fact]
    public void One_of_several_tags_is_enough() =>
        Assert.Equal(["ubuntu:24.04", "ghcr.io/x/y:1"], session.Run("Get-ContainerImage $a -Tag ubuntu:24.04, 'ghcr.io/*'", Several()).Texts("Name"));

    [Theory]
    [InlineData("Get-ContainerImage $a -Tag $null")]
    [InlineData("Get-ImageLayer $a -Platform $null")]
    [InlineData("Mount-ImageView $a -Tag $null -Name none")]
    [InlineData("Get-LayerEntry $a -Type $null")]
    [InlineData("Get-ImageFile $a -Type $null")]
    [InlineData("Get-LayerDiff $a -Type $null")]
    [InlineData("Get-LayerDiff $a -Change $null")]
    [InlineData("Compare-ContainerImage $a $a -Aspect $null")]
    [InlineData("Compare-ContainerImage $a $a -Platform $null")]
    [InlineData("Compare-ContainerImage $a $a -ReferenceTag $null")]
    public void A_choice_that_is_nothing_is_a_mistake_of_the_command_line_and_no_error_of_ours(string command)
    {
        Result result = session.Run(command, Several());

        Assert.StartsWith("ParameterArgumentValidationError,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ContainerImage $a -Tag '[a'")]
    [InlineData("Get-ContainerImage $a -Platform '[a'")]
    [InlineData("Get-ContainerImage $a -ImageId '[a'")]
    [InlineData("Get-ImageView '[a'")]
    [InlineData("Dismount-ImageView '[a'")]
    public void A_pattern_that_is_none_stands_for_itself_and_the_next_command_runs(string command)
    {
        Result result = session.Run($"{command}; 'goes on'", Several());

        Assert.Empty(result.Errors);
        Assert.Equal("goes on", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void Without_a_choice_all_images_come() => Assert.Equal(3, session.Run("Get-ContainerImage $a", Several()).Output.Count);

    [Theory]
    [InlineData("linux/amd64", "linux/amd64")]
    [InlineData("LINUX/AMD64", "linux/amd64")]
    [InlineData("linux/*", "linux/amd64 linux/arm/v7")]
    [InlineData("*/arm/*", "linux/arm/v7")]
    [InlineData("windows/amd64", "windows/amd64:10.0.20348.1")]
    [InlineData("windows/amd64:10.0.20348*", "windows/amd64:10.0.20348.1")]
    [InlineData("*/amd64", "linux/amd64 windows/amd64:10.0.20348.1")]
    public void A_platform_is_chosen_with_or_without_its_version(string platform, string expected) =>
        Assert.Equal(expected, string.Join(' ', session.Run("Get-ContainerImage $a -Platform $b", Platforms(), platform).Texts("Platform")));

    [Theory]
    [InlineData("Get-ImageConfig $a -Tag team/app", "ImageName")]
    [InlineData("Get-ImageHistory $a -Tag team/app", "ImageName")]
    [InlineData("Get-ImageLayer $a -Tag team/app", "ImageName")]
    [InlineData("Get-LayerEntry $a -Tag team/app", "ImageName")]
    [InlineData("Get-LayerEntry -LiteralPath $a -Tag team/app", "ImageName")]
    [InlineData("Get-ImageLayer -LiteralPath $a -Tag team/app -Platform linux/amd64", "ImageName")]
    public void Every_cmdlet_chooses_by_tag(string command, string property) =>
        Assert.Equal(["team/app:latest"], session.Run(command, Several()).Texts(property).Distinct());

    [Fact]
    public void A_tag_that_no_image_has_is_an_error_that_says_what_there_is()
    {
        string path = Several();

        var error = session.Run("Get-ContainerImage $a -Tag nothere:1", path).Error;

        Assert.StartsWith("NoMatchingImage,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(System.Management.Automation.ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal(path, error.TargetObject);
        Assert.Contains("ubuntu:24.04 (linux/amd64)", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-ContainerImage $a -Tag nothere*")]
    [InlineData("Get-ContainerImage $a -Platform plan9/*")]
    [InlineData("Get-ContainerImage ($a -replace 'tar$', 't?r') -Tag nothere:1")]
    public void A_wildcard_that_finds_no_image_is_no_error(string command)
    {
        var result = session.Run(command, Several());

        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("sha256:{0}")]
    [InlineData("{1}")]
    [InlineData("{1}*")]
    public void An_image_is_chosen_by_its_id_as_docker_writes_it(string form)
    {
        string path = Several();
        string id = session.Run("Get-ContainerImage $a -Tag team/app", path).Texts("ImageId")[0]["sha256:".Length..];

        Assert.Equal(["team/app:latest"], session.Run("Get-ContainerImage $a -ImageId $b", path, string.Format(null, form, id, id[..12])).Texts("Name"));
    }

    private string Several() => _folder.Write("several.tar", Archives.Combine(
        Image("one").Tag("ubuntu:24.04").DockerArchive(),
        Image("two").Tag("team/app:latest").DockerArchive(),
        Image("three").Tag("ghcr.io/x/y:1", "second:2").DockerArchive()).ToTar());

    private string Platforms() => _folder.Write("platforms.tar", Image("amd64").Tag("app:1").OciArchive(new OciOptions
    {
        MoreImages =
        [
            Image("arm").Tag("app:1").Platform(architecture: "arm", variant: "v7"),
            Image("windows").Tag("app:1").Platform(os: "windows", osVersion: "10.0.20348.1"),
        ],
    }));

    private static ImageBuilder Image(string content) => new ImageBuilder().Layer(new TarBuilder().File("name", content));
}
