using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Expand-ContainerImage as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ExpandContainerImageTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Rootfs => Path.Join(_folder.Root, "rootfs");

    [Theory]
    [InlineData("Expand-ContainerImage $a '{0}' -PassThru")]
    [InlineData("Expand-ContainerImage $a -Destination '{0}/' -PassThru")]
    [InlineData("Get-ContainerImage $a | Expand-ContainerImage -Destination '{0}' -PassThru")]
    [InlineData("(Get-ImageLayer $a)[-1] | Expand-ContainerImage -Destination '{0}' -PassThru")]
    [InlineData("Get-Item $a | Expand-ContainerImage -Destination '{0}' -PassThru")]
    public void An_image_becomes_a_folder(string command)
    {
        Result result = session.Run(string.Format(null, command, Rootfs), Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(Rootfs, ((string)Assert.Single(result.Output).Get("FullName")!).TrimEnd('/'));
        string[] shown = [.. session.Run("Get-ImageFile $a -Recurse | Where-Object Type -ne Directory | ForEach-Object InnerPath", Repository.DockerSample).Output.Select(path => (string)path.BaseObject)];
        string[] there = [.. Directory.GetFiles(Rootfs, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(path => "/" + Path.GetRelativePath(Rootfs, path))];
        Assert.Equal(shown.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Expand-ContainerImage $a '{0}' -UpTo 99", "NoSuchLayer")]
    [InlineData("Expand-ContainerImage $a '{0}/nowhere/rootfs'", "PathNotFound")]
    [InlineData("Expand-ContainerImage $a env:x", "PathNotFound")]
    [InlineData("Expand-ContainerImage $a '{0}' -InnerPath /nowhere", "FileNotFound")]
    [InlineData("Expand-ContainerImage $a, $a '{0}'", "PathNotFound")]
    [InlineData("Set-Content '{0}' 1; Expand-ContainerImage $a '{0}' -Force", "DestinationExists")]
    public void What_cannot_be_done_is_an_error_and_writes_nothing(string command, string error)
    {
        Result result = session.Run(string.Format(null, command, Rootfs), Repository.DockerSample);

        Assert.All(result.Errors, record => Assert.StartsWith(error, record.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.NotEmpty(result.Errors);
        Assert.Empty(Directory.GetDirectories(_folder.Root));
    }

    [Fact]
    public void Replacing_wants_force_and_a_question_writes_nothing()
    {
        _folder.Write("rootfs/old", "1"u8.ToArray());

        Assert.StartsWith("DestinationExists", session.Run($"Expand-ContainerImage $a '{Rootfs}'", Repository.DockerSample).Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        session.Run($"Expand-ContainerImage $a '{Rootfs}' -Force -WhatIf", Repository.DockerSample);
        Assert.Equal("old", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(Rootfs))));
        Assert.Empty(session.Run($"Expand-ContainerImage $a '{Rootfs}' -Force", Repository.DockerSample).Errors);
        Assert.False(File.Exists(Path.Join(Rootfs, "old")));
    }

    [Fact]
    public void Several_images_get_a_folder_each()
    {
        string one = _folder.Write("1.tar", new ImageBuilder().Layer(new TarBuilder().File("f", "1")).Tag("one:1").DockerArchive());
        string two = _folder.Write("2.tar", new ImageBuilder().Layer(new TarBuilder().File("f", "2")).Tag("two:1").DockerArchive());
        string all = _folder.Folder("all");

        Result result = session.Run($"Expand-ContainerImage $a, $b '{all}' -PassThru", one, two);

        Assert.Empty(result.Errors);
        Assert.Equal(["1", "2"], result.Texts("FullName").Select(folder => File.ReadAllText(Path.Join(folder, "f"))));
    }

    [Fact]
    public void Each_entry_that_is_refused_is_an_error_and_the_rest_is_there()
    {
        string image = _folder.Write("odd.tar", new ImageBuilder().Tag("odd:1")
            .Layer(new TarBuilder().HardLink("lost", "gone").HardLink("lost2", "gone2").Fifo("pipe").File("good", "good")).DockerArchive());

        Result result = session.Run($"Expand-ContainerImage $a '{Rootfs}'", image);

        Assert.Equal(2, result.Errors.Count);
        Assert.Equal("good", File.ReadAllText(Path.Join(Rootfs, "good")));
    }
}
