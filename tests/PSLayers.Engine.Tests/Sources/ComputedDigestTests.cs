using PSLayers.Bytes;
using PSLayers.Comparison;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Sources.Caching;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Digests that are computed from a layer's bytes, and what images claim of them.</summary>
public sealed class ComputedDigestTests : ArchiveTest
{
    private const LayerNeeds All = LayerNeeds.DiffId | LayerNeeds.StoredDigest;

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Bzip2)]
    public void Both_digests_come_from_one_pass_before_or_after_the_layer_was_listed(Packing packing)
    {
        byte[] tar = Tar();
        byte[] stored = Compress.Apply(packing, tar).Stored;
        foreach (bool isListed in (bool[])[false, true])
        {
            ContainerImage image = OpenOne(new ImageBuilder().Layer(tar, packing).OciArchive());
            if (isListed)
                Contents(image);
            var meter = new ReadMeter();
            LayerDigests digests = image.Store!.ReadLayer(image.Layers[0], meter, All)!.Digests;
            Assert.Equal((Sha.Digest256(tar), Sha.Digest256(stored)), (digests.DiffId.ToString(), digests.Stored.ToString()));
            Assert.Equal(stored.Length, meter.Done);
            image.Store.ReadLayer(image.Layers[0], meter, All);
            Assert.Equal(stored.Length, meter.Done);
            Assert.True(Layer(image).IsVerified);
            Assert.Empty(image.Warnings);
        }
    }

    [Fact]
    public void What_stands_behind_a_stream_belongs_to_the_blobs_digest()
    {
        byte[] stored = [.. Compress.Gzip(Tar()), .. new byte[100_000]];
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = Tar(), Packing = Packing.Gzip, Stored = stored }).OciArchive());
        Assert.Equal(Sha.Digest256(stored), Contents(image, All)[0]!.Digests.Stored.ToString());
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void A_wrong_claim_is_told_by_layer_and_image_once_it_is_found(Packing packing)
    {
        string claim = Sha.Digest256([1]);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.One("a")).Layer(new LayerSpec { Tar = Tar(), Packing = packing, StatedDiffId = claim }).OciArchive());
        Contents(image);
        Assert.Empty(image.Warnings);
        Assert.Equal((claim, false), (Layer(image, 1).DiffId, Layer(image, 1).IsVerified));

        Contents(image, LayerNeeds.DiffId);
        Contents(image, LayerNeeds.DiffId);
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.DigestMismatch, warning.ErrorId);
        Assert.Contains(claim, warning.Message, StringComparison.Ordinal);
        Assert.Equal((Sha.Digest256(Tar()), false), (Layer(image, 1).DiffId, Layer(image, 1).IsVerified));
        Assert.Equal(warning, Assert.Single(Layer(image, 1).Warnings));
        Assert.True(Layer(image, 0).IsVerified);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void What_was_computed_is_known_to_later_sessions(Packing packing)
    {
        var cache = new DiskCache(Folder.Folder("cache"), new ReadLimits { CachedFrom = 1 });
        string path = Folder.Write("image.tar", new ImageBuilder().Layer(Tar(), packing).OciArchive());
        ContainerImage Image() => Assert.Single(ImageArchive.Open(path, cache, limits: new ReadLimits { CachedFrom = 1 }).Images);
        LayerIndex first = Contents(Image(), All)[0]!;
        ContainerImage again = Image();
        var meter = new ReadMeter();
        LayerIndex second = again.Store!.ReadLayer(again.Layers[0], meter, All)!;

        Assert.Equal((first.DiffId, first.Digests.Stored), (second.DiffId, second.Digests.Stored));
        Assert.NotNull(second.DiffId);
        // Listed, not hashed: had all bytes been read twice, the meter would tell.
        Assert.Equal(again.Layers[0].Blob!.Length, meter.Done);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void A_file_changed_under_the_same_size_time_and_DiffId_is_found(Packing packing)
    {
        byte[] tar = new TarBuilder().File("bin/app", "good").Build();
        byte[] evil = new TarBuilder().File("bin/app", "evil").Build();
        ContainerImage one = OpenOne(new ImageBuilder().Layer(tar, packing).OciArchive(), "one.tar");
        ContainerImage other = OpenOne(new ImageBuilder().Layer(new LayerSpec { Tar = evil, Packing = packing, StatedDiffId = Sha.Digest256(tar) }).OciArchive(), "other.tar");
        ImageComparison comparison = Compare(one, other);

        Assert.Equal(["<> /bin/app"], comparison.Files.Select(file => $"{file.SideIndicator} {file.InnerPath}"));
        Assert.Equal(0, comparison.Shared.Base);
        Assert.Equal(ImageErrorId.DigestMismatch, Assert.Single(other.Warnings).ErrorId);
        Assert.Empty(one.Warnings);
    }

    [Theory]
    [InlineData(Packing.None, Packing.Gzip)]
    [InlineData(Packing.Zstd, Packing.Gzip)]
    public void Layers_are_shared_once_their_DiffIds_were_computed_however_they_are_compressed(Packing packing, Packing otherPacking)
    {
        ContainerImage one = OpenOne(new ImageBuilder().Layer(Tar(), packing).OciArchive(), "one.tar");
        ContainerImage other = OpenOne(new ImageBuilder().Layer(Tar(), otherPacking).Layer(Samples.One("more")).OciArchive(), "other.tar");

        Assert.Equal(0, ImageComparison.Of(Layered(one), Layered(other), DiffOptions.Default, new ReadMeter()).Shared.Base);
        ImageComparison comparison = Compare(one, other);
        Assert.Equal(1, comparison.Shared.Base);
        Assert.Equal(["=> /more"], comparison.Files.Select(file => $"{file.SideIndicator} {file.InnerPath}"));
    }

    [Fact]
    public void Images_with_one_blob_share_it_without_a_digest()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Tar()).OciArchive());
        ContainerImage again = Assert.Single(ImageArchive.Open(image.ImagePath).Images);

        Assert.Equal(LayerNeeds.Entries, SharedLayers.Needs(image, again, LayerNeeds.Entries)(0));
        Assert.Equal(1, SharedLayers.Of(Layered(image), Layered(again)).Base);
    }

    private static ImageComparison Compare(ContainerImage one, ContainerImage other) =>
        ImageComparison.Of(Layered(one, SharedLayers.Needs(one, other, LayerNeeds.Fingerprints)), Layered(other, SharedLayers.Needs(other, one, LayerNeeds.Fingerprints)),
            DiffOptions.Default, new ReadMeter());

    private static LayeredImage Layered(ContainerImage image, Func<int, LayerNeeds>? needs = null) => LayeredImage.Of(
        image, [.. LayerReading.Start(image, null, new ReadMeter(), needs).Layers.Select(layer => layer.GetAwaiter().GetResult())], default);

    private static ImageLayer Layer(ContainerImage image, int layer = 0) => Layered(image).Layers[layer];

    private static byte[] Tar() => new TarBuilder().File("noise", HostileInput.Noise(200_000)).File("text", "some text").Build();
}
