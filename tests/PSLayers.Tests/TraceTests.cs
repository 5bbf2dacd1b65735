using System.Security.Cryptography;
using System.Text;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Trace-ImageFile: the life of a path through the layers.</summary>
[Collection(SharedSession.Name)]
public sealed class TraceTests(Session session) : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_added_modified_removed_and_added_again()
    {
        Result result = session.Run("Trace-ImageFile $a /a", Image([File("a", "one")], [File("a", "two!")], [File("b", "")], [File(".wh.a", "")], [File("a", "one")]));

        Assert.Equal(["Added", "Modified", "Removed", "Added"], result.Texts("Change"));
        Assert.Equal([0, 1, 3, 4], result.Of("LayerIndex"));
        Assert.Equal([3L, 4L, null, 3L], result.Of("Size"));
        Assert.Equal([Digest("one"), Digest("two!"), "", Digest("one")], result.Texts("ContentDigest"));
        Assert.Equal("RUN step 0", result.Output[0].Get("CreatedBy"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("/nowhere/")]
    public void A_path_that_no_layer_tells_of_is_an_error(string path)
    {
        Result result = session.Run($"Trace-ImageFile $a {path}", Image([File("a", "one")]));

        Assert.StartsWith("FileNotFound", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Content_of_equal_size_is_told_apart_by_its_bytes_and_equal_content_is_not_modified()
    {
        Result result = session.Run("Trace-ImageFile $a /a",
            Image([File("a", "one")], [File("a", "two")], [File("a", "two") with { Mode = 0b111_111_111 }], [File("a", "two") with { Mode = 0b111_111_111 }]));

        Assert.Equal(["Added", "Modified", "MetadataModified", "Unmodified"], result.Texts("Change"));
    }

    [Fact]
    public void Without_content_size_and_time_decide_and_there_are_no_digests()
    {
        Result result = session.Run("Trace-ImageFile $a /a -SkipContent", Image([File("a", "one")], [File("a", "two")], [File("a", "two") with { Time = 5 }]));

        Assert.Equal(["Added", "Unmodified", "Modified"], result.Texts("Change"));
        Assert.Equal(["", "", ""], result.Texts("ContentDigest"));
    }

    [Theory]
    [InlineData(".wh.d")]
    [InlineData("d/.wh..wh..opq")]
    [InlineData("d")]
    public void What_happens_to_a_directory_happens_to_what_is_in_it(string upper)
    {
        Result result = session.Run("Trace-ImageFile $a /d/x", Lines(["d/", "d/x"], [upper], ["other"]));

        Assert.Equal(["Added", "Removed"], result.Texts("Change"));
        Assert.Equal([0, 1], result.Of("LayerIndex"));
    }

    [Fact]
    public void Links_and_directories_have_lives_too()
    {
        string path = Lines(["l -> a", "d/x", "f"], ["l -> b", "d/"], ["l", "n => f"], ["n"]);

        Assert.Equal(["Added", "Modified", "Modified"], session.Run("Trace-ImageFile $a /l", path).Texts("Change"));
        Assert.Equal(["Added", "Unmodified"], session.Run("Trace-ImageFile $a /d", path).Texts("Change"));
        Assert.Equal(["Added", "Modified"], session.Run("Trace-ImageFile $a /n", path).Texts("Change"));
    }

    [Fact]
    public void Wildcards_find_what_no_view_shows_any_more_and_layers_end_the_story()
    {
        string path = Lines(["a.pem", "d/b.pem", "c"], [".wh.a.pem"]);

        Assert.Equal(["/a.pem", "/a.pem", "/d/b.pem"], session.Run("Trace-ImageFile $a *.pem", path).Texts("InnerPath"));
        Assert.Equal(["/a.pem"], session.Run("Get-ImageLayer $a | Where-Object LayerIndex -EQ 0 | Trace-ImageFile a.pem", path).Texts("InnerPath"));
    }

    [Theory]
    [InlineData("Get-ContainerImage $a | Trace-ImageFile /run/x")]
    [InlineData("Get-ContainerImage $a | Trace-ImageFile -InnerPath /run/x")]
    [InlineData("Trace-ImageFile -LiteralPath $a /run/x")]
    [InlineData("Trace-ImageFile $a /var/run/x")]
    [InlineData("Get-ImageFile $a *x | Trace-ImageFile")]
    [InlineData("Get-ImageFile $a -Hidden | Trace-ImageFile")]
    public void A_path_can_come_in_every_way(string command) =>
        Assert.Equal([0, 1], session.Run(command, Lines(["run/x", "var/run -> /run"], ["run/x"])).Of("LayerIndex"));

    [Fact]
    public void A_path_that_no_layer_has_is_an_error()
    {
        Result result = session.Run("Trace-ImageFile $a /none, /a", Lines(["a"], ["d/"]));

        Assert.Equal("FileNotFound,PSLayers.Commands.TraceImageFileCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(["/a"], result.Texts("InnerPath"));
    }

    [Theory]
    [InlineData("Trace-ImageFile $a /d/none")]
    [InlineData("Trace-ImageFile $a /link/none")]
    [InlineData("Trace-ImageFile $a '*none'")]
    [InlineData("Get-LayerEntry $a -Type Whiteout | Trace-ImageFile")]
    public void A_path_that_is_only_removed_has_the_layers_that_remove_it(string command)
    {
        Result result = session.Run(command, Lines(["d/", "link -> /d"], ["d/.wh.none"], ["other"], ["d/.wh.none"]));

        Assert.Empty(result.Errors);
        Assert.Equal(["Removed", "Removed"], result.Texts("Change"));
        Assert.Equal([1, 3], result.Of("LayerIndex"));
        Assert.Equal(["/d/none", "/d/none"], result.Texts("InnerPath"));
    }

    [Fact]
    public void Entries_that_remove_tell_the_life_of_what_they_are_about()
    {
        string path = Lines(["d/x"], ["d/.wh.x"], ["d/.wh..wh..opq"]);

        Assert.Equal(["Added", "Removed"], session.Run("Get-LayerEntry $a -Type Whiteout | Trace-ImageFile", path).Texts("Change"));
        Assert.Equal("/d", session.Run("Get-LayerEntry $a -Type OpaqueWhiteout | Trace-ImageFile | Select-Object -First 1", path).Output[0].Get("InnerPath"));
    }

    [Fact]
    public void Compressed_layers_give_the_same()
    {
        var image = new ImageBuilder().Tag("t:1");
        foreach (string content in new[] { "one", "two" })
            image.Layer(RandomLayers.Tar([File("a", content)]), Packing.Gzip);

        Assert.Equal([Digest("one"), Digest("two")], session.Run("Trace-ImageFile $a /a", _folder.Write("gz.tar", image.OciArchive())).Texts("ContentDigest"));
    }

    private static TarEntrySpec File(string path, string content) => new() { Path = path, Content = Encoding.UTF8.GetBytes(content) };

    private static string Digest(string content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private string Lines(params string[][] layers) => _folder.Write(Guid.NewGuid().ToString("N") + ".tar", EntryLine.Image(layers).DockerArchive());

    private string Image(params TarEntrySpec[][] layers)
    {
        var image = new ImageBuilder().Tag("t:1");
        for (int i = 0; i < layers.Length; i++)
            image.Layer(RandomLayers.Tar(layers[i]), createdBy: $"RUN step {i}");
        return _folder.Write(Guid.NewGuid().ToString("N") + ".tar", image.DockerArchive());
    }
}
