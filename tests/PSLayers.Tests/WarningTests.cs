using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>What is odd but can be read: the image is shown, and says so.</summary>
[Collection(SharedSession.Name)]
public sealed class WarningTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_root_file_system_is_shown_as_an_image_with_a_warning() =>
        Expect("RootFileSystem", new TarBuilder().Directory("bin").File("bin/sh", "#!").Build());

    [Fact]
    public void A_history_that_does_not_fit_the_layers() =>
        Expect("HistoryMismatch", new ImageBuilder().Layer(new TarBuilder().File("a")).History("[{\"created_by\":\"a\"},{\"created_by\":\"b\"}]").Tag("a:1").DockerArchive());

    [Fact]
    public void A_layer_that_is_not_there() =>
        Expect("BlobMissing", new ImageBuilder().Layer(new LayerSpec { Tar = new TarBuilder().File("a").Build(), Present = false }).Tag("a:1").OciArchive());

    [Fact]
    public void A_config_that_is_not_there() => Expect("BlobMissing", HostileManifest.ConfigPath("not/there.json"));

    [Fact]
    public void A_config_outside_of_the_archive() => Expect("PathOutside", HostileManifest.ConfigPath("../../etc/passwd"));

    [Fact]
    public void An_encrypted_layer() =>
        Expect("LayerUnreadable", new ImageBuilder().Layer(new LayerSpec { Tar = HostileInput.Noise(2000), Encrypted = true }).Tag("a:1").OciArchive());

    [Fact]
    public void A_layer_longer_than_its_descriptor_says() =>
        Expect("BlobSizeMismatch", new ImageBuilder().Layer(new LayerSpec { Tar = new TarBuilder().File("a").Build(), StatedSizeError = -5 }).Tag("a:1").OciArchive());

    [Fact]
    public void A_manifest_that_comes_twice() => Expect("DuplicateName", HostileManifest.Twice());

    [Fact]
    public void A_size_that_no_blob_can_have() => Expect("ValueIgnored", HostileLayout.LayerSize("-1"));

    [Fact]
    public void A_whiteout_that_names_nothing_is_told_by_its_layer()
    {
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(HostileInput.BareWhiteout()).Tag("a:1").DockerArchive());

        Result layer = session.Run("Get-ImageLayer $a | ForEach-Object Warnings", path);

        Assert.Contains("WhiteoutInvalid", layer.Texts("ErrorId"));
        Assert.Contains("/a/kept", session.Run("Get-LayerEntry $a", path).Texts("InnerPath"));
    }

    [Fact]
    public void Many_warnings_of_a_kind_are_one_with_a_count()
    {
        var layer = new TarBuilder();
        for (int i = 0; i < 50; i++)
            layer.File("twice" + i).File("twice" + i);
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(layer.Symlink("other", new string('x', 5000))).Tag("a:1").DockerArchive());

        Result result = session.Run("$null = Get-ImageFile $a -WarningVariable said -WarningAction SilentlyContinue; $said", path);

        Assert.Contains("(and 49 more DuplicateName)", Assert.Single(result.Output, said => said.ToString().Contains("twice", StringComparison.Ordinal)).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_claim_that_is_known_already_is_said_once_however_the_path_is_written()
    {
        string path = _folder.Write("liar.tar", new ImageBuilder().Layer(new LayerSpec { Tar = new TarBuilder().File("a").Build(), StatedDiffId = "sha256:" + new string('0', 64) }).Tag("a:1").DockerArchive());
        session.Run("$null = Get-ImageLayer $a -Verify", path);

        Result result = session.Run("Push-Location -LiteralPath (Split-Path $a); $null = Get-ImageLayer ./liar.tar -WarningVariable said -WarningAction SilentlyContinue; Pop-Location; $said", path);

        Assert.Contains("states the DiffId", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_foreign_layer_is_listed_without_complaint()
    {
        var foreign = new LayerSpec { Tar = new TarBuilder().File("Files/a").Build(), Present = false, Urls = ["https://example.org/layer"],
            MediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip" };
        string path = _folder.Write("foreign.tar", new ImageBuilder().Layer(foreign).Tag("a:1").OciArchive());

        Result image = session.Run("Get-ContainerImage $a", path), layer = session.Run("Get-ImageLayer $a", path);

        Assert.Empty(image.Output[0].List("Warnings"));
        Assert.Empty(layer.Errors);
        Assert.Equal([false], layer.Of("Present"));
        Assert.Equal(["https://example.org/layer"], layer.Output[0].List("Urls"));
    }

    private void Expect(string code, byte[] archive)
    {
        string path = _folder.Write("odd.tar", archive);

        Result result = session.Run("Get-ContainerImage $a | ForEach-Object Warnings", path);

        Assert.Empty(result.Errors);
        Assert.Contains(code, result.Texts("ErrorId"));
        Assert.All(result.Texts("Message"), message => Assert.EndsWith(".", message, StringComparison.Ordinal));
        Assert.Empty(session.Run("Get-ImageLayer $a -Fast", path).Errors);
    }
}
