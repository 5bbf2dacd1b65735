using System.IO.Hashing;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Sources.Caching;

/// <summary>Archives that an earlier session has read. That the cache was used shows by this: what it holds was changed, and the change comes back.</summary>
public sealed class CachedArchiveTests : ArchiveTest
{
    private static readonly ReadLimits Limits = new() { CachedFrom = 1, SeekSpacing = 50_000, SeekTableShare = 1_000_000 };
    private static readonly byte[] Noise = HostileInput.Noise(400_000, 3);

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Estargz)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.ZstdChunked)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Bzip2)]
    public void Layers_read_before_are_listed_without_reading_them(Packing packing)
    {
        string path = Folder.Write("image.tar", Image(packing));
        string first = Describe(Opened(path));
        Mark();

        Assert.Equal(Marked(first), Describe(Opened(path)));
    }

    [Fact]
    public void Content_is_found_by_seek_points_of_an_earlier_session()
    {
        string path = Folder.Write("image.tar", Image(Packing.Gzip));
        Describe(Opened(path));
        ContainerImage image = Opened(path).Images[0];
        var layered = LayeredImage.Of(image, Contents(image), default);
        var meter = new ReadMeter();
        using var reader = new ContentReader(layered, meter);
        Assert.True(reader.IsRandomAccess(0));
        using EntryStream content = reader.Open(0, 1);
        byte[] last = new byte[1000];
        content.Position = content.Length - last.Length;
        content.ReadExactly(last);
        Assert.Equal(Noise[^1000..], last);
        Assert.InRange(meter.Done, 1, 250_000);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void An_archive_compressed_as_a_whole_is_opened_without_reading_it(Packing inner)
    {
        string path = Folder.Write("image.tar.gz", Compress.Gzip(Image(inner)));
        string first = Describe(Opened(path));
        Mark();

        Assert.Equal(Marked(first), Describe(Opened(path)));
    }

    [Fact]
    public void A_layout_on_disk_is_known_again_too()
    {
        string folder = new ImageBuilder().Layer(Tar(), Packing.Gzip).OciArchive().WriteTo(Folder.Folder("layout"));
        string first = Describe(Opened(folder));
        Mark();
        Assert.Equal(Marked(first), Describe(Opened(folder)));
    }

    [Fact]
    public void A_file_that_has_changed_is_read_anew()
    {
        string path = Folder.Write("image.tar", Image(Packing.Gzip));
        Describe(Opened(path));
        File.WriteAllBytes(path, new ImageBuilder().Layer(new TarBuilder().File("other", Noise), Packing.Gzip).OciArchive());
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        Assert.Equal(["/other"], Paths(Assert.Single(Contents(Opened(path).Images[0]))));
    }

    [Fact]
    public void A_file_replaced_by_one_of_the_same_length_and_time_is_read_anew()
    {
        byte[] first = Image(Packing.Gzip), second = [.. first];
        string path = Folder.Write("image.tar", first);
        DateTime time = File.GetLastWriteTimeUtc(path);
        Describe(Opened(path));
        Mark();

        ReplaceUnseen(path, second, time);
        Assert.DoesNotContain("NOISE", Describe(Opened(path)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_whose_digest_was_computed_is_known_in_every_archive()
    {
        const string Digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
        string Known(string name)
        {
            ImageArchive archive = Opened(Folder.Write(name, Image(Packing.Gzip)));
            archive.Images[0].Layers[0].Blob!.ComputedDigest = Digest;
            return Describe(archive);
        }
        string first = Known("one.tar");
        Mark();
        Assert.Equal(Marked(first), Known("two.tar"));
        Assert.Equal(first, Describe(Opened(Folder.Write("three.tar", Image(Packing.Gzip)))));
    }

    [Fact]
    public void A_digest_that_nobody_asked_for_before_is_computed_when_it_is_asked_for()
    {
        string path = Folder.Write("rootfs.tar.gz", Compress.Gzip(new ImageBuilder().Layer(Tar()).RootFileSystem()));
        LayerIndex? Read(LayerNeeds needs) => Opened(path) is var archive ? archive.ReadLayer(archive.Images[0].Layers[0], new ReadMeter(), needs) : null;
        Assert.Null(Read(LayerNeeds.Entries)!.DiffId);
        Assert.NotNull(Read(LayerNeeds.DiffId)!.DiffId);
    }

    [Fact]
    public void A_damaged_layer_is_not_kept()
    {
        byte[] stored = Compress.Gzip(Tar());
        string path = Folder.Write("image.tar", new ImageBuilder().Layer(new LayerSpec { Tar = Tar(), Packing = Packing.Gzip, Stored = stored[..^2000] }).OciArchive());
        Assert.NotNull(Contents(Opened(path).Images[0])[0]!.Damage);
        Assert.Equal((0, 0L), Cache().Measure());
    }

    [Fact]
    public void Plain_and_small_layers_are_not_kept()
    {
        Describe(Opened(Folder.Write("plain.tar", Image(Packing.None))));
        Describe(ImageArchive.Open(Folder.Write("small.tar", Image(Packing.Gzip)), new DiskCache(CachePath, ReadLimits.Default)));
        Assert.Equal((0, 0L), Cache().Measure());
    }

    [Fact]
    public void Without_a_cache_nothing_is_written_or_read()
    {
        string path = Folder.Write("image.tar", Image(Packing.Gzip));
        string first = Describe(ImageArchive.Open(path, meter: null, Limits));
        Assert.False(Directory.Exists(CachePath));
        Describe(Opened(path));
        Mark();
        Assert.Equal(first, Describe(ImageArchive.Open(path, meter: null, Limits)));
    }

    [Fact]
    public void Cache_files_that_are_damaged_cut_or_of_another_make_are_ignored_and_replaced()
    {
        string path = Folder.Write("image.tar", Image(Packing.Gzip));
        string expected = Describe(Opened(path));
        string kept = Assert.Single(Directory.EnumerateFiles(CachePath));
        byte[] good = File.ReadAllBytes(kept);
        var random = new Random(1);
        for (int i = 0; i < 60; i++)
        {
            byte[] bad = [.. good];
            // The version and the hash stand in front; then comes all the rest.
            bad[i < 40 ? i : random.Next(good.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(kept, i % 10 == 9 ? good[..random.Next(good.Length)] : bad);
            Assert.Equal(expected, Describe(Opened(path)));
            Assert.Equal(good, File.ReadAllBytes(kept));
        }
        foreach (byte[] foreign in (byte[][])[[], "hello"u8.ToArray(), new byte[100_000], [.. good, 0]])
        {
            File.WriteAllBytes(kept, foreign);
            Assert.Equal(expected, Describe(Opened(path)));
            Assert.Equal(good, File.ReadAllBytes(kept));
        }
    }

    [Fact]
    public void A_cache_file_of_another_layer_under_this_ones_name_is_ignored()
    {
        string one = Folder.Write("one.tar", Image(Packing.Gzip));
        string two = Folder.Write("two.tar", new ImageBuilder().Layer(new TarBuilder().File("other", Noise), Packing.Gzip).OciArchive());
        Describe(Opened(one));
        string name = Assert.Single(Directory.EnumerateFiles(CachePath));
        byte[] first = File.ReadAllBytes(name);
        Cache().Clear();
        Describe(Opened(two));
        File.WriteAllBytes(Assert.Single(Directory.EnumerateFiles(CachePath)), first);
        Assert.Equal(["/other"], Paths(Assert.Single(Contents(Opened(two).Images[0]))));
    }

    private string CachePath => Path.Join(Folder.Root, "cache");

    private DiskCache Cache() => new(CachePath, Limits);

    // A new object has nothing in memory: it is as good as a new session.
    private ImageArchive Opened(string path) => ImageArchive.Open(path, Cache(), meter: null, Limits);

    private static byte[] Tar() => new TarBuilder().Directory("d").File("d/noise", Noise).File("d/text", "text").Symlink("d/link", "text").Build();

    private static byte[] Image(Packing packing) => new ImageBuilder().Layer(Tar(), packing).Layer(new TarBuilder().File("second", "2"), packing == Packing.None ? packing : Packing.None).OciArchive();

    private static string Describe(ImageArchive archive) =>
        string.Join('\n', archive.Images.SelectMany(Contents).Select(index => Indexed.Describe(index!) + index!.DiffId));

    // A name in what is kept is changed, and the hash in front made to fit.
    private void Mark()
    {
        foreach (string file in Directory.EnumerateFiles(CachePath))
        {
            byte[] kept = File.ReadAllBytes(file);
            for (int at = kept.AsSpan().IndexOf("noise"u8); at >= 0; at = kept.AsSpan().IndexOf("noise"u8))
                "NOISE"u8.CopyTo(kept.AsSpan(at));
            XxHash128.Hash(kept.AsSpan(40)).CopyTo(kept.AsSpan(24));
            File.WriteAllBytes(file, kept);
        }
    }

    private static string Marked(string description)
    {
        Assert.Contains("noise", description, StringComparison.Ordinal);
        // The name as text, and as the bytes that it is.
        return description.Replace("noise", "NOISE", StringComparison.Ordinal).Replace("6E6F697365", "4E4F495345", StringComparison.Ordinal);
    }
}
