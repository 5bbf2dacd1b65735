using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>Images that are written: every form into every other.</summary>
public sealed class ImageExportTests : ExportTest
{
    private static readonly Dictionary<string, Func<ImageBuilder, BuiltImage>> Sources = new()
    {
        ["docker"] = image => image.DockerArchive(),
        ["docker 25"] = image => image.Docker25Archive(),
        ["podman"] = image => image.PodmanArchive(),
        ["kaniko"] = image => image.KanikoArchive(),
        ["oci"] = image => image.OciArchive(),
        ["sha512"] = image => image.OciArchive(new OciOptions { Sha512 = true }),
    };

    public static TheoryData<string, Packing, ImageFormat, LayerCompression> Ways
    {
        get
        {
            var ways = new TheoryData<string, Packing, ImageFormat, LayerCompression>();
            foreach (string source in Sources.Keys)
            {
                foreach (Packing packing in new[] { Packing.None, Packing.Gzip, Packing.Zstd })
                {
                    foreach (ImageFormat format in Forms)
                    {
                        foreach (LayerCompression compression in Enum.GetValues<LayerCompression>())
                            ways.Add(source, packing, format, compression);
                    }
                }
            }
            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_written_is_the_image(string source, Packing packing, ImageFormat format, LayerCompression compression)
    {
        ContainerImage image = OpenOne(Sources[source](Samples.App(packing)));

        ContainerImage written = Assert.Single(Written([image], new ExportOptions { Format = format, Packing = new LayerPacking(compression) }).Images);

        AssertSameImage(image, written);
        if (compression != LayerCompression.AsStored)
            Assert.All(written.Layers, layer => Assert.Equal(compression.ToString().ToLowerInvariant(), layer.Blob!.Compression.Name));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_manifest_that_stays_true_stays_as_it_is(ImageFormat format)
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive();

        ContainerImage written = Assert.Single(Written([OpenOne(built)], new ExportOptions { Format = format }).Images);

        Assert.Equal(built.ManifestDigest, written.ManifestDigest);
        Assert.Equal(built.Manifest, written.RawManifest);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_same_image_gives_the_same_bytes(ImageFormat format)
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        var options = new ExportOptions { Format = format, Packing = new LayerPacking(LayerCompression.Gzip) };

        Write([image], Place("one"), options);
        Write([OpenOne(Samples.App().DockerArchive(), "again.tar")], Place("two"), options);

        Assert.Equal(Bytes(Place("one")), Bytes(Place("two")));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_time_is_that_of_the_image_and_of_the_archive(ImageFormat format)
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        ContainerImage image = OpenOne(Samples.App().DockerArchive());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions { Format = format, Timestamp = time }).Images);

        Assert.Equal(time, written.Created);
        Assert.Equal(image.Config!.Env, written.Config!.Env);
        Assert.NotEqual(image.ImageId, written.ImageId);
        AssertSameView(image, written);
        if (format == ImageFormat.OciLayout)
            return;
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(Place("written")));
        while (tar.GetNextEntry() is { } entry)
            Assert.Equal(time, entry.ModificationTime);
    }

    [Fact]
    public void The_time_of_a_build_is_that_of_the_archive_only()
    {
        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        ContainerImage image = OpenOne(Samples.App().DockerArchive());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions { BuildTime = time }).Images);

        Assert.Equal(image.ImageId, written.ImageId);
        using var tar = new System.Formats.Tar.TarReader(File.OpenRead(Place("written")));
        Assert.Equal(time, tar.GetNextEntry()!.ModificationTime);
    }

    [Fact]
    public void An_old_image_of_docker_gets_a_config_of_today()
    {
        ContainerImage image = OpenOne(Samples.App().LegacyDockerArchive());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions()).Images);

        Assert.Equal(image.LayerCount, written.Config!.DiffIds.Count);
        Assert.Equal(image.Tags, written.Tags);
        Assert.Equal(image.Config!.History.Select(step => step.CreatedBy), written.Config.History.Select(step => step.CreatedBy));
        AssertSameView(image, written);
    }

    [Fact]
    public void The_tar_of_a_file_system_becomes_an_image()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.Base()).RootFileSystem());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions { NewTags = ["base:1"] }).Images);

        Assert.Equal(("base:1", "linux/amd64"), (written.Name, written.Platform));
        AssertSameView(image, written);
    }

    [Fact]
    public void Layers_of_forms_that_have_no_media_type_are_packed_anew()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.Base(), Packing.Xz).Tag("a:1").DockerArchive());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions()).Images);

        Assert.Equal("gzip", written.Layers[0].Blob!.Compression.Name);
        AssertSameImage(image, written);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_blob_is_never_written_under_a_digest_that_it_does_not_have(ImageFormat format)
    {
        byte[] good = Samples.One("a").Build(), bad = Samples.One("b").Build();
        // Both claim to be the same.
        ContainerImage image = OpenOne(new ImageBuilder().Layer(good).Layer(new LayerSpec { Tar = bad, StatedDiffId = Sha.Digest256(good) }).Tag("a:1")
            .DockerArchive(new DockerArchiveOptions { Duplicates = DuplicateLayer.Copy }));

        IReadOnlyList<ExportedImage> written = Write([image], Place("written"), new ExportOptions { Format = format });

        ImageArchive archive = ImageArchive.Open(Place("written"));
        AssertSound(archive);
        Assert.Equal(new[] { Sha.Digest256(good), Sha.Digest256(bad) }, archive.Images[0].Config!.DiffIds);
        Assert.Contains(written[0].Warnings, warning => warning.ErrorId == ImageErrorId.DigestMismatch);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Layers_without_any_digest_are_written_once_each(ImageFormat format)
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.One("a")).Layer(Samples.One("b")).Layer(Samples.One("a")).Tag("a:1").LegacyDockerArchive());

        ImageArchive archive = Written([image], new ExportOptions { Format = format });

        Assert.Equal(2, archive.Images[0].Layers.Select(layer => layer.Blob!.Place).Distinct().Count());
        AssertSameView(image, archive.Images[0]);
    }

    [Fact]
    public void A_layer_that_is_elsewhere_is_named_in_the_oci_forms_only()
    {
        LayerSpec foreign = new() { Tar = Samples.One("a").Build(), Present = false, MediaType = "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", Packing = Packing.Gzip, Urls = ["https://example.com/a"] };
        ContainerImage image = OpenOne(new ImageBuilder().Layer(foreign).Layer(Samples.One("b")).Tag("a:1").OciArchive());

        ContainerImage written = Assert.Single(Written([image], new ExportOptions { Format = ImageFormat.OciArchive }).Images);

        Assert.Equal(image.ManifestDigest, written.ManifestDigest);
        Assert.Equal(ImageErrorId.BlobMissing, Assert.Throws<ImageException>(() => Write([image], Place("docker.tar"), new ExportOptions())).ErrorId);
        Assert.False(File.Exists(Place("docker.tar")));
    }

    [Fact]
    public void A_layer_that_is_missing_is_an_error_and_nothing_is_written()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = Samples.One("a").Build(), Present = false }).Tag("a:1").OciArchive());

        Assert.All(Forms, format => Assert.Equal(ImageErrorId.BlobMissing, Assert.Throws<ImageException>(() => Write([image], Place("x"), new ExportOptions { Format = format })).ErrorId));
        Assert.Equal(["image.tar"], Names());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_breaks_off_leaves_all_as_it_was(ImageFormat format)
    {
        byte[] archive = new ImageBuilder().Layer(new TarBuilder().File("a", new byte[3_000_000]), Packing.Gzip).Tag("a:1").OciArchive();
        ContainerImage image = OpenOne(archive);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Folder.Write("there.tar", "old"u8.ToArray());

        Assert.Throws<OperationCanceledException>(() => Write([image], Place(format == ImageFormat.OciLayout ? "layout" : "there.tar"),
            new ExportOptions { Format = format, Replaces = true }, new ReadMeter(stop.Token)));
        Assert.Equal(["image.tar", "there.tar"], Names());
        Assert.Equal("old", File.ReadAllText(Place("there.tar")));
    }

    [Fact]
    public void A_file_that_exists_is_replaced_only_if_it_may_be()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        Folder.Write("there.tar", "old"u8.ToArray());

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => Write([image], Place("there.tar"), new ExportOptions())).ErrorId);
        Assert.Equal("old", File.ReadAllText(Place("there.tar")));
        AssertSameImage(image, Assert.Single(Written([image], new ExportOptions { Replaces = true }, "there.tar").Images));
        // Even the archive that is read.
        AssertSameImage(image, Assert.Single(Written([ImageArchive.Open(Place("there.tar")).Images[0]], new ExportOptions { Replaces = true }, "there.tar").Images));
    }

    private string[] Names() => [.. Directory.EnumerateFileSystemEntries(Folder.Root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static string[] Bytes(string path) => File.Exists(path) ? [Sha.Hex256(File.ReadAllBytes(path))]
        : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{Path.GetRelativePath(path, file)} {Sha.Hex256(File.ReadAllBytes(file))}")];
}
