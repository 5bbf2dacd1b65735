using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Layers in every compression, and the layers that are special.</summary>
public sealed class LayerContentTests : ArchiveTest
{
    [Theory]
    [InlineData(Packing.None, "none")]
    [InlineData(Packing.Gzip, "gzip")]
    [InlineData(Packing.GzipMembers, "gzip")]
    [InlineData(Packing.Estargz, "gzip")]
    [InlineData(Packing.Zstd, "zstd")]
    [InlineData(Packing.ZstdFrames, "zstd")]
    [InlineData(Packing.ZstdChunked, "zstd")]
    [InlineData(Packing.Xz, "xz")]
    [InlineData(Packing.Bzip2, "bzip2")]
    public void A_layer_reads_the_same_in_every_compression(Packing packing, string compression)
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base(), packing).OciArchive();
        ImageLayer layer = Assert.Single(Layers(OpenOne(built)));

        Assert.Equal(compression, layer.Compression);
        Assert.Equal((built.Layers[0].TarSize, built.Layers[0].StoredSize), (layer.TarSize, layer.StoredSize));
        string[] paths = Paths(Contents(OpenOne(built))[0]);
        Assert.Equal(["/etc", "/etc/hostname", "/etc/passwd"], paths.Where(path => path.StartsWith("/etc", StringComparison.Ordinal)));
        Assert.Empty(layer.Warnings);
    }

    [Theory]
    [InlineData(Packing.Gzip, "application/vnd.oci.image.layer.v1.tar+zstd", "gzip")]
    [InlineData(Packing.Zstd, "application/vnd.oci.image.layer.v1.tar+gzip", "zstd")]
    [InlineData(Packing.None, "application/vnd.oci.image.layer.v1.tar+gzip", "none")]
    [InlineData(Packing.Bzip2, "application/vnd.docker.image.rootfs.diff.tar.gzip", "bzip2")]
    [InlineData(Packing.Gzip, "application/octet-stream", "gzip")]
    [InlineData(Packing.Gzip, "", "gzip")]
    public void The_content_tells_the_compression_and_not_the_media_type(Packing packing, string mediaType, string compression)
    {
        var spec = new LayerSpec { Tar = Samples.Base().Build(), Packing = packing, MediaType = mediaType };
        BuiltImage built = new ImageBuilder().Layer(spec).OciArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(compression, Layers(image)[0].Compression);
    }

    public static TheoryData<string, byte[], byte[]> EmptyLayerBlobs => new()
    {
        { "docker's gzip", EmptyLayers.DockerGzip, EmptyLayers.TwoBlocks },
        { "BuildKit's gzip", EmptyLayers.BuildKitGzip, EmptyLayers.TwoBlocks },
        { "two blocks", EmptyLayers.TwoBlocks, EmptyLayers.TwoBlocks },
        { "ten kilobytes", EmptyLayers.TenKilobytes, EmptyLayers.TenKilobytes },
        { "no byte", EmptyLayers.NoBytes, EmptyLayers.NoBytes },
    };

    [Fact]
    public void A_plain_layer_whose_first_name_begins_as_bzip2_does_is_plain()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.One("BZh9/song")).OciArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal("none", Layers(image)[0].Compression);
    }

    [Theory]
    [MemberData(nameof(EmptyLayerBlobs))]
    public void Every_known_empty_layer_is_a_layer_without_entries(string what, byte[] stored, byte[] tar)
    {
        Assert.NotEmpty(what);
        BuiltImage built = new ImageBuilder().Layer(new LayerSpec { Tar = tar, Stored = stored }).Layer(Samples.Base()).OciArchive();
        ContainerImage image = OpenOne(built);
        ImageLayer layer = Layers(image)[0];

        AssertIs(built, image);
        Assert.Equal((0, 0, 0L, true), (layer.EntryCount!.Value, layer.FileCount!.Value, layer.Size!.Value, layer.Present));
        Assert.Empty(layer.Warnings);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void The_table_of_an_estargz_layer_belongs_to_its_DiffId()
    {
        (byte[] tar, byte[] stored) = Compress.Estargz(Samples.Base().Build());
        // Without a config that states the DiffId it is computed.
        BuiltImage built = new ImageBuilder().Layer(new LayerSpec { Tar = tar, Stored = stored, Packing = Packing.Estargz })
            .Config(config => config["rootfs"] = null).OciArchive();
        ImageLayer layer = Assert.Single(Layers(OpenOne(built)));

        Assert.Equal((Sha.Digest256(tar), (long)tar.Length), (layer.DiffId!, layer.TarSize!.Value));
    }

    [Fact]
    public void Without_DiffIds_in_the_config_they_are_computed()
    {
        BuiltImage built = Samples.App(Packing.Gzip).Config(config => config["rootfs"] = null).OciArchive();
        AssertIs(built, OpenOne(built));
    }

    [Fact]
    public void A_stated_DiffId_that_is_no_digest_is_computed_with_a_warning()
    {
        BuiltImage built = Samples.App().Config(config => config["rootfs"]!["diff_ids"]![0] = "md5:abc").DockerArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal([ImageErrorId.DigestInvalid], Codes(image));
    }

    [Fact]
    public void A_foreign_layer_has_addresses_and_its_absence_is_no_warning()
    {
        var foreign = new LayerSpec { Tar = Samples.Base().Build(), Packing = Packing.Gzip, Urls = ["https://example.com/a", "https://example.com/b"], Present = false };
        ContainerImage image = OpenOne(new ImageBuilder().Layer(foreign).Layer(Samples.One("own")).OciArchive());
        ImageLayer[] layers = Layers(image);

        Assert.Empty(image.Warnings);
        Assert.Equal((false, null, null, null), (layers[0].Present, layers[0].EntryCount, layers[0].TarSize, layers[0].Size));
        Assert.Equal(foreign.Urls, layers[0].Urls);
        Assert.Equal("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", layers[0].MediaType);
        Assert.Equal(1, layers[1].EntryCount);
    }

    [Fact]
    public void A_foreign_layer_that_is_there_reads_as_any_other()
    {
        BuiltImage built = new ImageBuilder().Layer(new LayerSpec { Tar = Samples.Base().Build(), Packing = Packing.Gzip, Urls = ["https://example.com/a"] }).OciArchive();
        AssertIs(built, OpenOne(built));
    }

    [Fact]
    public void An_encrypted_layer_is_listed_and_not_read()
    {
        var secret = new LayerSpec { Tar = HostileInput.Noise(3000), Packing = Packing.Gzip, Stored = HostileInput.Noise(3000), Encrypted = true };
        ContainerImage image = OpenOne(new ImageBuilder().Layer(secret).Layer(Samples.One("open")).OciArchive());
        ImageLayer[] layers = Layers(image);

        Assert.Equal([ImageErrorId.LayerUnreadable], Codes(image));
        Assert.Equal((true, 3000L, null), (layers[0].Present, layers[0].StoredSize, layers[0].EntryCount));
        Assert.Equal([ImageErrorId.LayerUnreadable], layers[0].Warnings.Select(warning => warning.ErrorId));
        Assert.Equal(1, layers[1].EntryCount);
    }

    [Theory]
    [InlineData(1, "1024 bytes")]
    [InlineData(-1, "1022 bytes")]
    [InlineData(long.MaxValue - 1023, "9223372036854775807")]
    [InlineData(-5000, "-3977")]
    public void A_blob_that_is_not_as_long_as_its_descriptor_says_is_read_with_a_warning(long error, string says)
    {
        // 1023 bytes, so that the two blocks at the end are not whole either.
        byte[] tar = Samples.One("a").EndBlocks(0).Build()[..^1];
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = tar, StatedSizeError = error }).Layer(Samples.Base()).OciArchive());

        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(error is 1 or -1 ? ImageErrorId.BlobSizeMismatch : ImageErrorId.ValueIgnored, warning.ErrorId);
        Assert.Contains(says, warning.Message, StringComparison.Ordinal);
        Assert.Equal(1023, Layers(image)[0].StoredSize);
        Assert.Equal(3, Layers(image)[1].EntryCount);
    }

    [Fact]
    public void A_Windows_layer_shows_its_files_hives_and_attributes()
    {
        TarBuilder tar = new TarBuilder().Directory("Files").Directory("Files/Windows")
            .Pax(("MSWINDOWS.fileattr", "32"), ("MSWINDOWS.rawsd", "AQAUgAAAAAA="), ("LIBARCHIVE.creationtime", "1700000000.5")).File("Files/Windows/win.ini", "[x]\r\n")
            .HardLink("Files/Windows/copy.ini", "Files/Windows/win.ini").Whiteout("Files/old.txt").Directory("Hives").File("Hives/Software_Delta", "regf")
            .Directory("UtilityVM");
        BuiltImage built = new ImageBuilder().Layer(tar, Packing.Gzip).Platform(os: "windows", osVersion: "10.0.20348.1").Tag("win:1").OciArchive();
        ContainerImage image = OpenOne(built);
        ImageLayer layer = Assert.Single(Layers(image));

        AssertIs(built, image);
        Assert.Equal("windows/amd64:10.0.20348.1", image.Platform);
        Assert.Equal((8, 2, 1), (layer.EntryCount, layer.FileCount, layer.WhiteoutCount));
        Assert.Empty(layer.Warnings);
    }

    [Fact]
    public void A_layer_that_breaks_off_shows_what_came_before_and_no_sums()
    {
        byte[] tar = new TarBuilder().File("first", "fine").File("second", new byte[5000]).Build();
        byte[] cut = tar[..2000];
        BuiltImage built = new ImageBuilder().Layer(new LayerSpec { Tar = tar, Stored = cut }).Layer(Samples.Base()).OciArchive();
        ContainerImage image = OpenOne(built);
        LayerIndex content = Contents(image)[0]!;
        ImageLayer layer = Layers(image)[0];

        Assert.Equal(ImageErrorId.LayerTruncated, content.Damage!.ErrorId);
        Assert.Equal(["/first", "/second"], Paths(content));
        Assert.Equal(1536, content.Damage.Offset);
        Assert.Equal((null, null, null, 2000L), (layer.Size, layer.EntryCount, layer.TarSize, layer.StoredSize));
        Assert.Equal(3, Layers(image)[1].EntryCount);
    }

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Bzip2)]
    public void A_compressed_layer_that_breaks_off_is_damage_and_never_a_short_list(Packing packing)
    {
        byte[] tar = new TarBuilder().File("first", "fine").File("second", HostileInput.Noise(5000)).Build();
        byte[] whole = Compress.Apply(packing, tar).Stored;
        foreach (int missing in new[] { 1, 4, 8, 100, whole.Length - 20 })
        {
            var spec = new LayerSpec { Tar = tar, Packing = packing, Stored = whole[..^missing] };
            ContainerImage image = OpenOne(new ImageBuilder().Layer(spec).OciArchive());
            Assert.True(Contents(image)[0]!.Damage is { ErrorId: ImageErrorId.LayerTruncated or ImageErrorId.CompressionCorrupt }, $"{packing} without its last {missing} bytes");
        }
    }

    [Fact]
    public void Only_the_layers_that_are_wanted_are_read()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        LayerIndex?[] contents = [.. LayerReading.Start(image, [1], new Bytes.ReadMeter()).Layers.Select(layer => layer.GetAwaiter().GetResult())];
        Assert.Equal([false, true, false], contents.Select(content => content is not null));
    }

    [Fact]
    public void A_layer_is_read_once_however_often_it_is_asked_for()
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).DockerArchive());
        Assert.All(Contents(image).Zip(Contents(image)), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void A_wish_to_stop_ends_the_reading()
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).DockerArchive());
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        LayerReading reading = LayerReading.Start(image, null, new Bytes.ReadMeter(stop.Token));
        Assert.All(reading.Layers, layer => Assert.ThrowsAny<OperationCanceledException>(() => layer.GetAwaiter().GetResult()));
    }
}
