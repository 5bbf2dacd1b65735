using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Images and files in situations that people met: what the cmdlets show of them, and what they say.</summary>
[Collection(SharedSession.Name)]
public sealed class OddImageTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Get-ContainerImage $a | Measure-ContainerImage", 1)]
    [InlineData("Get-ContainerImage $a | Get-ImageContent -InnerPath /bin/sh", 1)]
    [InlineData("Get-ContainerImage $a | Get-ImageFile -InnerPath /bin/sh", 1)]
    [InlineData("Get-ContainerImage $a | Export-ImageFile -InnerPath /bin/sh -Destination $b -PassThru", 1)]
    [InlineData("Get-ContainerImage $a | Mount-ImageView -Name odd; Dismount-ImageView odd", 1)]
    [InlineData("Get-ContainerImage $a | Compare-ContainerImage $a", 0)]
    [InlineData("Compare-ContainerImage (Get-ContainerImage $a) (Get-ContainerImage $a)", 0)]
    public void Attestations_through_the_pipeline_are_left_out_as_with_a_path(string command, int count)
    {
        string path = _folder.Write("a.tar", HostileInput.SmallImage().ContainerdArchive(new ContainerdOptions { Attestation = true }));
        Assert.Equal(["Image", "Attestation"], session.Run("Get-ContainerImage $a", path).Texts("Kind"));
        string file = session.Run("Get-ImageFile $a / -Recurse | Where-Object Type -EQ File | Select-Object -First 1 | ForEach-Object InnerPath", path).Output[0].ToString()!;

        Result result = session.Run(command.Replace("/bin/sh", file, StringComparison.Ordinal), path, Path.Join(_folder.Root, "copy"));

        Assert.Empty(result.Errors);
        Assert.True(count == 0 ? result.Output.Count == 0 : result.Output.Count >= 1, $"{result.Output.Count} objects");
        Assert.DoesNotContain("Attestation", result.Output.Select(item => item.Properties["Kind"]?.Value?.ToString()));
    }

    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8")]
    [InlineData("linux/arm64/v8", "linux/arm64/v8")]
    [InlineData("linux/aarch64", "linux/arm64/v8")]
    [InlineData("arm64", "linux/arm64/v8")]
    [InlineData("linux/arm", "linux/arm/v7")]
    [InlineData("linux/x86_64", "linux/amd64")]
    [InlineData("linux/amd64/v1", "linux/amd64")]
    [InlineData("linux/arm*", "linux/arm64/v8 linux/arm/v7")]
    public void A_platform_is_found_by_any_of_its_names(string asked, string found)
    {
        string path = _folder.Write("a.tar", Small().OciArchive(new OciOptions
        {
            MoreImages = [Small().Platform(architecture: "arm64", variant: "v8"), Small().Platform(architecture: "arm", variant: "v7")],
        }));

        Assert.Equal(found, string.Join(' ', session.Run("Get-ContainerImage $a -Platform $b", path, asked).Texts("Platform")));
    }

    [Theory]
    [InlineData("Get-ImageFile $a")]
    [InlineData("Get-ContainerImage $a | Get-ImageFile")]
    [InlineData("Get-ContainerImage $a | Measure-ContainerImage")]
    [InlineData("Get-ContainerImage $a | Get-LayerDiff")]
    [InlineData("Get-ContainerImage $a | Mount-ImageView -Name sq; Dismount-ImageView sq")]
    [InlineData("New-PSDrive squash ImageView $a; Remove-PSDrive squash")]
    public void A_layer_that_is_no_tar_is_told_of_wherever_its_image_is_shown(string command)
    {
        var squash = new LayerSpec { Tar = HostileInput.Noise(600), MediaType = "application/vnd.oci.image.layer.squashfs" };
        string path = _folder.Write("a.tar", Small().Layer(squash).OciArchive());

        string[] warnings = [.. session.Run($"& {{ {command} }} 3>&1 | Where-Object {{ $_ -is [System.Management.Automation.WarningRecord] }}", path).Output.Select(item => item.ToString()!)];

        Assert.Contains(warnings, warning => warning.Contains("layer 1 is of the type application/vnd.oci.image.layer.squashfs, which is no tar", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("-Raw")]
    [InlineData("-AsByteStream -Raw")]
    public void Of_a_file_that_is_cut_off_the_whole_that_is_there_comes_before_the_error(string how)
    {
        byte[] layer = new TarBuilder().File("cut", string.Join('\n', Enumerable.Range(0, 500))).Build()[..1200];
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(layer).Tag("a:1").DockerArchive());

        Result result = session.Run($"$image = Get-ContainerImage $a; $image | Get-ImageContent -InnerPath /cut {how} | ForEach-Object {{ $_.Length }}", path);

        Assert.Equal([1200 - 512], result.Output.Select(length => (int)length.BaseObject));
        Assert.NotEmpty(result.Errors);
        Assert.All(result.Errors, error => Assert.StartsWith("LayerTruncated,", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Export-ImageFile $a /d/abs $b -FollowLink")]
    [InlineData("Export-ImageFile $a /d/abs/ $b")]
    [InlineData("Get-ImageContent $a /d/abs")]
    [InlineData("Get-ImageContent $a /d/abs/more")]
    [InlineData("Get-ImageFile $a /d/abs/more")]
    public void Behind_a_link_that_leads_nowhere_its_target_is_named_as_missing(string command)
    {
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(new TarBuilder().Symlink("d/abs", "/etc/passwd")).Tag("a:1").DockerArchive());

        ErrorRecord error = session.Run(command, path, Path.Join(_folder.Root, "out")).Error;

        Assert.Contains("/d/abs is a link to /etc/passwd, which is not there", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Export-ImageFile $a /name $b")]
    [InlineData("Export-ImageFile $a /name $c -Force")]
    [InlineData("Get-ContainerImage $a | Mount-ImageView -Name several; Dismount-ImageView several")]
    public void Where_two_platforms_have_what_was_asked_for_the_error_names_the_way_out(string command)
    {
        string path = _folder.Write("a.tar", Small().OciArchive(new OciOptions { MoreImages = [Small().Platform(architecture: "arm64")] }));

        ErrorRecord error = session.Run(command, path, Path.Join(_folder.Root, "out"), _folder.Folder("folder")).Error;

        Assert.StartsWith("SeveralImages,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("linux/arm64", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-Platform", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alpine:latest", "docker save -o")]
    [InlineData("docker.io/library/alpine:3", "docker save -o")]
    [InlineData("localhost:5000/team/app", "docker save -o")]
    [InlineData("alpine", "docker save -o")]
    [InlineData("docker://alpine", "without docker://")]
    [InlineData("oci-archive:x.tar", "without oci-archive:")]
    public void Who_gives_the_name_of_an_image_is_told_what_is_expected(string path, string advice)
    {
        ErrorRecord error = session.Run("Get-ContainerImage $a", path).Error;

        Assert.StartsWith("PathNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(advice, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_mistyped_gets_no_such_advice() =>
        Assert.DoesNotContain("docker", session.Run("Get-ContainerImage nowhere.tar").Error.ToString(), StringComparison.Ordinal);

    [Fact]
    public void An_image_without_layers_is_measured_in_whole_sentences()
    {
        string path = _folder.Write("a.tar", new ImageBuilder().EmptyHistory("LABEL a=b").OciArchive());

        Assert.Contains("0B in no files", session.Show("Measure-ContainerImage $a | Format-List", path), StringComparison.Ordinal);
    }

    private static ImageBuilder Small() => new ImageBuilder().Layer(new TarBuilder().File("name", "x")).Tag("a:1");
}
