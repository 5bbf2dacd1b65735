using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Files that are no image, or no whole one: one error that says what is wrong.</summary>
public sealed class BadInputTests : ArchiveTest
{
    [Fact]
    public void A_file_that_does_not_exist()
    {
        string path = Path.Join(Folder.Root, "no", "such.tar");
        ImageException error = Assert.Throws<ImageException>(() => ImageArchive.Open(path));
        Assert.Equal((ImageErrorId.PathNotFound, null), (error.ErrorId, error.Member));
    }

    [Fact]
    public void Links_that_lead_nowhere_or_in_a_circle()
    {
        string nowhere = Path.Join(Folder.Root, "nowhere"), one = Path.Join(Folder.Root, "one"), two = Path.Join(Folder.Root, "two");
        File.CreateSymbolicLink(nowhere, "missing.tar");
        File.CreateSymbolicLink(one, two);
        File.CreateSymbolicLink(two, one);

        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => ImageArchive.Open(nowhere)).ErrorId);
        Assert.Equal(ImageErrorId.ReadFailed, Assert.Throws<ImageException>(() => ImageArchive.Open(one)).ErrorId);
    }

    [Fact]
    public void Folders_that_are_no_image()
    {
        Assert.Equal(ImageErrorId.NotAnImage, Assert.Throws<ImageException>(() => ImageArchive.Open(Folder.Folder("empty"))).ErrorId);
        Folder.Write("other/readme.md", "hello"u8.ToArray());
        Assert.Equal(ImageErrorId.NotAnImage, Assert.Throws<ImageException>(() => ImageArchive.Open(Path.Join(Folder.Root, "other"))).ErrorId);
    }

    [Fact]
    public void A_layout_without_its_index()
    {
        BuiltImage built = Samples.App().OciArchive().With(archive => archive.Remove("index.json"));
        Assert.Equal(ImageErrorId.ManifestMissing, Assert.Throws<ImageException>(() => Open(built)).ErrorId);
        Assert.Equal(ImageErrorId.ManifestMissing, Assert.Throws<ImageException>(() => ImageArchive.Open(built.WriteTo(Folder.Folder("layout")))).ErrorId);
    }

    [Fact]
    public void An_archive_of_blobs_without_any_manifest()
    {
        BuiltImage built = Samples.App().OciArchive().With(archive => archive.Remove("index.json").Remove("oci-layout"));
        Assert.Equal(ImageErrorId.ManifestMissing, Assert.Throws<ImageException>(() => Open(built)).ErrorId);
    }

    public static TheoryData<string, byte[]> NoImages => new()
    {
        { "empty", HostileInput.EmptyFile() },
        { "jpeg", HostileInput.Jpeg() },
        { "noise", HostileInput.Noise(20_000) },
        { "noise, shorter than a header", HostileInput.Noise(100) },
        { "one byte", [1] },
        { "text", "This is no image."u8.ToArray() },
        { "zeros", new byte[10_240] },
        { "gzip of noise", Compress.Gzip(HostileInput.Noise(20_000)) },
        { "gzip of nothing", Compress.Gzip([]) },
        { "zstd of a jpeg", Compress.Zstd(HostileInput.Jpeg()) },
        { "xz of text", Compress.Xz("text"u8.ToArray()) },
        { "bzip2 of text", Compress.Bzip2("text"u8.ToArray()) },
    };

    [Theory]
    [MemberData(nameof(NoImages))]
    public void What_is_no_image_is_said_to_be_none(string what, byte[] content)
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(content, "input.bin"));
        Assert.True(error.ErrorId == ImageErrorId.NotAnImage, $"{what}: {error.ErrorId} {error.Message}");
        Assert.Null(error.Member);
    }

    [Fact]
    public void Gzip_magic_with_garbage_behind_it_is_damage()
    {
        byte[] garbage = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, .. HostileInput.Noise(300_000)];
        Assert.Equal(ImageErrorId.CompressionCorrupt, Assert.Throws<ImageException>(() => Open(garbage)).ErrorId);
    }

    [Fact]
    public void A_small_gzip_that_is_whole_but_damaged_is_not_called_cut_off()
    {
        byte[] damaged = Compress.GzipWithWrongCrc(Samples.App().DockerArchive());
        Assert.Equal([ImageErrorId.CompressionCorrupt], Said(damaged));
    }

    [Fact]
    public async Task Pipes_in_a_folder_are_never_opened()
    {
        if (OperatingSystem.IsWindows() || CommandLine.Find("mkfifo") is null)
            return;
        BuiltImage built = Samples.App().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string blob = Path.Join(folder, "blobs", "sha256", Sha.HexOf(built.Layers[0].Digest));
        File.Delete(blob);
        CommandLine.Run("mkfifo", blob);

        // Whoever opens a pipe that nobody writes into waits for ever.
        ContainerImage image = await Task.Run(() => Assert.Single(ImageArchive.Open(folder).Images)).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal([ImageErrorId.ReadFailed], Codes(image));
        Assert.Contains("a pipe", Assert.Single(image.Warnings).Message, StringComparison.Ordinal);
        Assert.Equal([false, true, true], Layers(image).Select(layer => layer.Present));

        string index = Path.Join(folder, "index.json");
        File.Delete(index);
        CommandLine.Run("mkfifo", index);
        ImageException refused = await Task.Run(() => Assert.Throws<ImageException>(() => ImageArchive.Open(folder))).WaitAsync(TimeSpan.FromMinutes(5));
        Assert.Equal((ImageErrorId.ReadFailed, "index.json"), (refused.ErrorId, refused.Member));
    }

    [Fact]
    public void A_device_is_not_called_an_empty_file()
    {
        if (OperatingSystem.IsWindows())
            return;
        ImageException refused = Assert.Throws<ImageException>(() => ImageArchive.Open("/dev/zero"));
        Assert.Equal(ImageErrorId.ReadFailed, refused.ErrorId);
        Assert.Contains("a device", refused.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string> Forms => ["docker", "docker25", "podman", "oci", "legacy"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_archive_that_is_cut_off_anywhere_says_so(string form)
    {
        byte[] whole = form switch
        {
            "docker" => Samples.App().DockerArchive(),
            "docker25" => Samples.App().Docker25Archive(),
            "podman" => Samples.App().PodmanArchive(),
            "oci" => Samples.App().OciArchive(),
            _ => Samples.App().LegacyDockerArchive(),
        };
        // Not at a header: there a tar without end mark is whole.
        for (int length = 700; length < whole.Length - 1024; length += 997)
        {
            List<ImageErrorId> said = Said(whole[..length]);
            bool cutsAtBlock = length % 512 == 0;
            Assert.True(cutsAtBlock || said.Contains(ImageErrorId.ArchiveTruncated) || IsPadding(whole, length), $"{form} cut at {length} of {whole.Length}: {string.Join(", ", said)}");
        }
    }

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Bzip2)]
    public void A_compressed_archive_that_is_cut_off_says_so(Packing packing)
    {
        byte[] whole = Samples.App().DockerArchive().Packed(packing);
        for (int missing = 1; missing < whole.Length - 30; missing += whole.Length / 9)
        {
            List<ImageErrorId> said = Said(whole[..^missing]);
            Assert.True(said.Contains(ImageErrorId.ArchiveTruncated) || said.Contains(ImageErrorId.CompressionCorrupt), $"without the last {missing}: {string.Join(", ", said)}");
        }
    }

    [Fact]
    public void Images_whose_manifest_comes_before_the_cut_show_their_whole_layers()
    {
        BuiltImage built = Samples.App().DockerArchive(new DockerArchiveOptions { ManifestFirst = true })
            .With(archive => archive.Move(file => file.Path.EndsWith(".json", StringComparison.Ordinal), toFront: true));
        byte[] whole = built;
        ContainerImage image = OpenOne(whole[..(whole.Length - 1024 - 700)]);

        Assert.Contains(ImageErrorId.ArchiveTruncated, Codes(image));
        Assert.Equal(built.ConfigDigest, image.ImageId);
        Assert.Contains(Contents(image), layer => layer is { Damage: null });
    }

    [Fact]
    public void A_manifest_that_the_cut_goes_through_is_not_called_broken_JSON()
    {
        byte[] whole = Samples.App().DockerArchive(new DockerArchiveOptions { ManifestFirst = true });
        ImageException error = Assert.Throws<ImageException>(() => Open(whole[..600]));
        Assert.Equal((ImageErrorId.ArchiveTruncated, "manifest.json", 512L), (error.ErrorId, error.Member, error.Offset));
        error = Assert.Throws<ImageException>(() => Open(Compress.Gzip(whole[..600])));
        Assert.Equal((ImageErrorId.ArchiveTruncated, "manifest.json"), (error.ErrorId, error.Member));
    }

    private List<ImageErrorId> Said(byte[] archive)
    {
        try
        {
            ImageArchive opened = Open(archive);
            return [.. opened.Errors.Select(error => error.ErrorId), .. opened.Images.SelectMany(Codes)];
        }
        catch (ImageException e)
        {
            return [e.ErrorId];
        }
    }

    // A cut through the zeros that fill a file's last block takes nothing away.
    private static bool IsPadding(byte[] whole, int length) => !whole.AsSpan(length, 512 - (length % 512)).ContainsAnyExcept((byte)0);
}
