using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Export-ImageLayer as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ExportImageLayerTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Export-ImageLayer $a '{0}' -Layer 3 -PassThru")]
    [InlineData("Export-ImageLayer $a -Layer 3 -Destination '{0}' -PassThru")]
    [InlineData("Get-ContainerImage $a | Export-ImageLayer -Layer 3 -Destination '{0}' -PassThru")]
    [InlineData("(Get-ImageLayer $a)[3] | Export-ImageLayer -Destination '{0}' -PassThru")]
    public void One_layer_goes_into_one_file(string command)
    {
        string file = Path.Join(_folder.Root, "x.tar");
        Result result = session.Run(string.Format(null, command, file), Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(file, Assert.Single(result.Output).Get("FullName"));
        string diffId = (string)session.Run("(Get-ImageLayer $a)[3].DiffId", Repository.DockerSample).Output[0].BaseObject;
        Assert.Equal(diffId, Sha.Digest256(File.ReadAllBytes(file)));
    }

    [Fact]
    public void All_layers_go_into_a_folder()
    {
        Result result = session.Run($"Get-ImageLayer $a | Export-ImageLayer -Destination '{_folder.Root}' -Compression Zstd -PassThru", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(11, result.Output.Count);
        Assert.All(result.Texts("Name"), name => Assert.EndsWith(".tar.zst", name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Export-ImageLayer $a '{0}' -Layer 3, 4", "PathNotFound")]
    [InlineData("Export-ImageLayer $a '{0}' -Layer 99", "NoSuchLayer")]
    [InlineData("Export-ImageLayer $a '{0}/nowhere/x.tar' -Layer 3", "PathNotFound")]
    [InlineData("Export-ImageLayer $a env:x -Layer 3", "PathNotFound")]
    [InlineData("Set-Content '{0}' 1; Export-ImageLayer $a '{0}' -Layer 3", "DestinationExists")]
    public void What_cannot_be_done_is_an_error_and_writes_nothing(string command, string error)
    {
        string file = Path.Join(_folder.Root, "x.tar");
        Result result = session.Run(string.Format(null, command, file), Repository.DockerSample);

        Assert.StartsWith(error, result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(!File.Exists(file) || File.ReadAllText(file).Trim() == "1");
        Assert.True(Directory.GetFiles(_folder.Root).Length <= 1);
    }

    [Fact]
    public void Replacing_wants_force_and_a_question_writes_nothing()
    {
        string file = _folder.Write("x.tar", "1"u8.ToArray());

        session.Run($"Export-ImageLayer $a '{file}' -Layer 3 -Force -WhatIf", Repository.DockerSample);
        Assert.Equal("1", File.ReadAllText(file));
        Assert.Empty(session.Run($"Export-ImageLayer $a '{file}' -Layer 3 -Force", Repository.DockerSample).Errors);
        Assert.True(new FileInfo(file).Length > 1000);
    }

    [Fact]
    public void What_breaks_off_leaves_nothing_behind()
    {
        byte[] archive = new ImageBuilder().Layer(new TarBuilder().File("a", new byte[100_000])).Tag("a:1").OciArchive();
        byte[] cut = archive[..^50_000];
        string image = _folder.Write("cut.tar", cut);
        string target = _folder.Folder("out");

        Result result = session.Run($"Export-ImageLayer $a '{target}' -Layer 0 -Compression None", image);

        Assert.NotEmpty(result.Errors);
        Assert.Empty(Directory.GetFileSystemEntries(target));
    }
}
