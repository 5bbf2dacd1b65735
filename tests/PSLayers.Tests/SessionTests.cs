using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>One process, several sessions, and files that change in the meantime.</summary>
public sealed class SessionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_sessions_at_once_read_the_same_archives()
    {
        string[] archives = [.. Enumerable.Range(0, 6).Select(i => _folder.Write($"{i}.tar", RandomImage(i)))];
        using var one = new Session();
        using var two = new Session();
        const string Script = "Get-ContainerImage $a -IncludeSize | Get-ImageLayer | Get-LayerEntry | ForEach-Object { \"$($_.ImageName) $($_.LayerIndex) $($_.InnerPath) $($_.Size)\" }";

        Result[] results = await Task.WhenAll(new[] { one, two }.Select(session => Task.Run(() => session.Run(Script, [archives]))));

        Assert.Equal(6 * 4 * 50, results[0].Output.Count);
        Assert.Equal(results[0].Output.Select(line => line.ToString()), results[1].Output.Select(line => line.ToString()));
        Assert.All(results, result => Assert.Empty(result.Errors));
    }

    [Fact]
    public void The_same_archive_again_gives_the_same()
    {
        using var session = new Session();
        string path = _folder.Write("a.tar", RandomImage(1));

        Assert.Equal(session.Run("Get-LayerEntry $a", path).Texts("InnerPath"), session.Run("Get-LayerEntry $a", path).Texts("InnerPath"));
    }

    [Fact]
    public void A_file_that_was_replaced_is_read_anew()
    {
        using var session = new Session();
        string path = _folder.Write("a.tar", Named("one"));
        Assert.Equal(["/one"], session.Run("Get-LayerEntry $a", path).Texts("InnerPath"));

        // Same name, same length, another file: as a build would leave it.
        string next = _folder.Write("next.tar", Named("two"));
        File.SetLastWriteTimeUtc(next, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        File.Move(next, path, overwrite: true);

        Assert.Equal(["two:1"], session.Run("Get-ContainerImage $a", path).Texts("Name"));
        Assert.Equal(["/two"], session.Run("Get-LayerEntry $a", path).Texts("InnerPath"));
    }

    [Fact]
    public void An_image_of_a_file_that_was_replaced_does_not_speak_for_the_new_one()
    {
        using var session = new Session();
        string path = _folder.Write("a.tar", Named("one"));
        session.Run("$old = Get-ContainerImage $a", path);
        _folder.Write("a.tar", Named("four"));

        Result result = session.Run("$old | Get-LayerEntry");

        Assert.DoesNotContain("/four", result.Texts("InnerPath"));
        Assert.StartsWith("ArchiveChanged,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Copying_out_of_a_file_that_was_replaced_blames_the_archive_and_not_the_copy()
    {
        using var session = new Session();
        string path = _folder.Write("a.tar", new ImageBuilder().Layer(new TarBuilder().File("one", "1")).Tag("one:1").DockerArchive());
        session.Run("$old = Get-ImageFile $a /one", path);
        _folder.Write("a.tar", Named("four"));

        Result result = session.Run("$old | Export-ImageFile -Destination $a", Path.Join(_folder.Root, "copy"));

        Assert.StartsWith("ArchiveChanged,", result.Error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith($"{path}: the file has changed", result.Error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_file_that_was_mended_is_read()
    {
        using var session = new Session();
        string path = _folder.Write("a.tar", HostileInput.Jpeg());
        Assert.Single(session.Run("Get-ContainerImage $a", path).Errors);
        _folder.Write("a.tar", Named("one"));

        Assert.Equal(["one:1"], session.Run("Get-ContainerImage $a", path).Texts("Name"));
    }

    [Fact]
    public void Who_wants_only_the_first_object_gets_it_and_the_next_command_works()
    {
        using var session = new Session();

        // Select-Object is not among the core commands; a stopped loop ends the pipeline in the same way.
        Result result = session.Run("foreach ($once in 1) { Get-LayerEntry $a | ForEach-Object { $_.InnerPath; break } }; (Get-ImageLayer $a).Count", Repository.OciSample);

        Assert.Equal("/app", result.Output[0].ToString());
        Assert.Equal(11, session.Run("(Get-ImageLayer $a).Count", Repository.OciSample).Output[0].BaseObject);
    }

    private static byte[] Named(string name) => new ImageBuilder().Layer(new TarBuilder().File(name)).Tag(name + ":1").DockerArchive();

    private static byte[] RandomImage(int seed)
    {
        var image = new ImageBuilder().Tag($"image{seed}:1");
        for (int layer = 0; layer < 4; layer++)
        {
            var tar = new TarBuilder();
            for (int file = 0; file < 50; file++)
                tar.File($"dir{layer}/file{file}", HostileInput.Noise((seed * 7) + file, file));
            image.Layer(tar, Packing.Gzip);
        }
        return image.OciArchive();
    }
}
