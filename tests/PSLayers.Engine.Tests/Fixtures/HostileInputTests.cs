using System.Formats.Tar;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Fixtures;

public sealed class HostileInputTests
{
    [Fact]
    public void A_huge_manifest_is_still_JSON_and_the_archive_still_a_tar()
    {
        const int Size = 3_000_001;
        using var output = new MemoryStream();
        HostileManifest.Huge(output, Size);
        output.Position = 0;
        using var reader = new TarReader(output);
        TarEntry? last = null;
        while (reader.GetNextEntry() is { } entry)
            last = entry.Name == "manifest.json" ? entry : last;

        Assert.Equal(Size, last!.Length);
        Assert.Equal("small:1", (string)JsonNode.Parse(last.DataStream!)![0]!["RepoTags"]![0]!);
        Assert.Equal(0, output.Length % 512);
    }

    [Fact]
    public void A_whole_giant_pax_header_has_its_file_behind_it()
    {
        using var output = new MemoryStream();
        HostileInput.WholePaxHeader(output, 2000);

        Assert.Equal(512 + 2048 + 512 + 512 + 1024, output.Length);
        Assert.Equal("behind"u8.ToArray(), output.ToArray()[2560..2566]);
    }

    [Fact]
    public void An_index_of_itself_lists_the_blob_that_it_is_stored_as()
    {
        var image = HostileLayout.IndexOfItself();
        var outer = JsonNode.Parse(image.Archive["index.json"])!["manifests"]![0]!;
        var blob = image.Archive["blobs/" + ((string)outer["digest"]!).Replace(':', '/')];

        Assert.Equal((long)outer["size"]!, blob.LongLength);
        Assert.Equal((string)outer["digest"]!, (string)JsonNode.Parse(blob)!["manifests"]![0]!["digest"]!);
    }

    [Fact]
    public void A_manifest_that_stands_twice_names_two_tags()
    {
        var manifests = HostileManifest.Twice().Archive.Files.FindAll(file => file.Path == "manifest.json");

        Assert.Equal(["first:1", "small:1"], manifests.Select(file => (string)JsonNode.Parse(file.Content)![0]!["RepoTags"]![0]!));
    }

    [Fact]
    public void An_archive_that_would_leave_its_folder_is_not_written()
    {
        using var folder = new TempFolder();
        var archive = new Archive().File("../out", "x");

        Assert.Throws<InvalidOperationException>(() => archive.WriteTo(folder.Folder("in")));
        Assert.False(File.Exists(Path.Join(folder.Root, "out")));
    }

    [Fact]
    public void Real_fixtures_are_there_or_null()
    {
        Assert.True(RealFixtures.Folder is null || Directory.Exists(RealFixtures.Folder));
        Assert.Null(RealFixtures.PathOf("there is no such file"));
    }
}
