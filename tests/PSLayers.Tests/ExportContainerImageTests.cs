using System.Management.Automation;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Export-ContainerImage as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ExportContainerImageTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Target => Path.Join(_folder.Root, "x.tar");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Export-ContainerImage $a '{0}' -PassThru")]
    [InlineData("Export-ContainerImage -LiteralPath $a -Destination '{0}' -Format DockerArchive -PassThru")]
    [InlineData("Get-Item $a | Export-ContainerImage -Destination '{0}' -PassThru")]
    [InlineData("Get-ContainerImage $a | Export-ContainerImage -Destination '{0}' -PassThru")]
    public void An_image_goes_into_a_docker_archive(string command)
    {
        Result result = session.Run(string.Format(null, command, Target), Repository.OciSample);

        Assert.Empty(result.Errors);
        PSObject written = Assert.Single(result.Output);
        Assert.Equal((Target, "docker-archive"), (written.Get("ImagePath"), written.Get("Format")));
        Assert.Equal(session.Run("(Get-ContainerImage $a).ImageId", Repository.OciSample).Output[0].BaseObject, written.Get("ImageId"));
        Assert.Equal([true], session.Run("Test-ContainerImage $a -Quiet", Target).Output.Select(answer => (bool)answer.BaseObject));
    }

    [Fact]
    public void A_destination_that_is_a_folder_is_a_layout_that_grows()
    {
        string layout = Path.Join(_folder.Root, "layout");

        Result first = session.Run($"Export-ContainerImage $a '{layout}/' -PassThru", Repository.DockerSample);
        Result second = session.Run($"Export-ContainerImage $a '{layout}' -NewTag other:1 -PassThru", Repository.DockerSample);

        Assert.Empty(first.Errors.Concat(second.Errors));
        Assert.Equal("oci-layout", Assert.Single(first.Output).Get("Format"));
        Assert.Contains("docker.io/library/other:1", ((IEnumerable<string>)Assert.Single(second.Output).Get("Tags")!));
    }

    [Fact]
    public void The_files_of_a_view_become_one_tar()
    {
        string image = _folder.Write("layers.tar", EntryLine.Image(["a", "h => a"], [".wh.a", "b"]).OciArchive());

        Result all = session.Run($"(Export-ContainerImage $a '{Target}' -Format RootFileSystem -PassThru -WarningAction Ignore).Format; (Get-LayerEntry '{Target}' -WarningAction Ignore).InnerPath", image);
        Result old = session.Run($"Export-ContainerImage $a '{Target}' -Format RootFileSystem -UpTo 0 -Force; (Get-LayerEntry '{Target}' -WarningAction Ignore).InnerPath", image);

        Assert.Equal(["rootfs", "/h", "/b"], all.Output.Select(item => item.ToString()));
        Assert.Equal(["/a", "/h"], old.Output.Select(item => item.ToString()));
    }

    [Theory]
    [InlineData("-Format RootFileSystem -NewTag a:1", "ParametersExclude")]
    [InlineData("-Format OciArchive -UpTo 0", "ParametersExclude")]
    [InlineData("-Format RootFileSystem -UpTo 7777", "NoSuchLayer")]
    public void What_a_root_file_system_has_not_is_an_error(string parameters, string errorId)
    {
        Assert.Equal($"{errorId},PSLayers.Commands.ExportContainerImageCommand", session.Run($"Export-ContainerImage $a '{Target}' {parameters}", Repository.DockerSample).Error.FullyQualifiedErrorId);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public void Several_archives_become_one()
    {
        string other = _folder.Write("other.tar", new ImageBuilder().Layer(new TarBuilder().File("a", "1")).Tag("other:1").OciArchive());

        Result result = session.Run($"Export-ContainerImage $a, '{other}' '{Target}' -Compression Zstd -CompressionLevel 5 -PassThru", Repository.DockerSample);

        Assert.Empty(result.Errors);
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public void A_digest_that_is_another_one_is_told()
    {
        Result result = session.Run($"Export-ContainerImage $a '{Target}' -Compression Zstd 3>&1", Repository.OciSample);

        Assert.Contains("the manifest's digest was sha256:", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
        Result dated = session.Run($"Export-ContainerImage $a '{Target}' -Timestamp 2020-01-01 -Force 3>&1", Repository.DockerSample);
        Assert.Contains("the ImageId was sha256:", string.Concat(dated.Output), StringComparison.Ordinal);
    }

    [Fact]
    public void An_edited_image_is_the_same_whenever_it_was_edited()
    {
        string file = _folder.Write("index.html", "<html/>"u8.ToArray());
        string[] digests = [.. new[] { "one.tar", "two.tar" }.Select(name =>
        {
            string target = Path.Join(_folder.Root, name);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            Result result = session.Run($"Get-ContainerImage $a | Add-ImageLayer -Source '{file}' -InnerPath /srv/index.html | Set-ImageConfig -User 1000 | Export-ContainerImage -Destination '{target}' -NewTag site:1 -Timestamp 2020-01-01 -PassThru", Repository.DockerSample);
            Assert.Empty(result.Errors);
            Assert.Equal(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeZoneInfo.Local.GetUtcOffset(new DateTime(2020, 1, 1))), Assert.Single(result.Output).Get("Created"));
            Assert.Equal([true], session.Run("Test-ContainerImage $a -Quiet", target).Output.Select(answer => (bool)answer.BaseObject));
            return Sha.Digest256(File.ReadAllBytes(target));
        })];

        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public void A_name_that_promises_another_form_is_told()
    {
        Result result = session.Run($"Export-ContainerImage $a '{Target}.gz' 3>&1", Repository.DockerSample);

        Assert.Contains("the archive is a plain tar", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Export-ContainerImage $a '{0}' -NewTag 'Not A Name'", "ReferenceInvalid")]
    [InlineData("Export-ContainerImage $a '{0}' -Compression Gzip -CompressionLevel 10", "CompressionLevelInvalid")]
    [InlineData("Export-ContainerImage $a '{0}' -CompressionLevel 1", "CompressionLevelInvalid")]
    [InlineData("Export-ContainerImage $a '{0}/nowhere/x.tar'", "PathNotFound")]
    [InlineData("Export-ContainerImage $a env:x", "PathNotFound")]
    [InlineData("Set-Content '{0}' 1; Export-ContainerImage $a '{0}'", "DestinationExists")]
    [InlineData("Set-Content '{0}' 1; Export-ContainerImage $a '{0}' -Format OciLayout -Force", "DestinationExists")]
    public void What_cannot_be_done_is_an_error_and_writes_nothing(string command, string error)
    {
        Result result = session.Run(string.Format(null, command, Target), Repository.DockerSample);

        Assert.StartsWith(error, result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(!File.Exists(Target) || File.ReadAllText(Target).Trim() == "1");
        Assert.True(Directory.GetFileSystemEntries(_folder.Root).Length <= 1);
    }

    [Fact]
    public void Replacing_wants_force_and_a_question_writes_nothing()
    {
        _folder.Write("x.tar", "1"u8.ToArray());

        session.Run($"Export-ContainerImage $a '{Target}' -Force -WhatIf", Repository.DockerSample);
        Assert.Equal("1", File.ReadAllText(Target));
        Assert.Empty(session.Run($"Export-ContainerImage $a '{Target}' -Force", Repository.DockerSample).Errors);
        Assert.True(new FileInfo(Target).Length > 1000);
    }
}
