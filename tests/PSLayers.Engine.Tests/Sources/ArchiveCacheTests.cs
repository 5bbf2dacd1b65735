using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>The archives of a session: each is read once, and anew when its file changes.</summary>
public sealed class ArchiveCacheTests : ArchiveTest
{
    private static readonly DateTime Later = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ArchiveCache _cache = new();

    [Fact]
    public void The_same_archive_comes_back_until_its_file_changes()
    {
        string path = Folder.Write("a.tar", Samples.App().DockerArchive());
        ImageArchive first = _cache.Open(path);
        Assert.Same(first, _cache.Open(path));

        Folder.Write("a.tar", Samples.Other().DockerArchive());
        ImageArchive second = _cache.Open(path);
        Assert.NotSame(first, second);
        Assert.Equal("other:2", Assert.Single(second.Images).Name);
        Assert.Same(second, _cache.Open(path));
    }

    [Fact]
    public void A_file_of_the_same_length_with_another_time_has_changed()
    {
        string path = Folder.Write("a.tar", Samples.App().DockerArchive());
        ImageArchive first = _cache.Open(path);
        File.SetLastWriteTimeUtc(path, Later);
        Assert.NotSame(first, _cache.Open(path));
    }

    [Fact]
    public void What_was_read_of_an_archive_is_kept_with_it()
    {
        string path = Folder.Write("a.tar", Samples.App(Packing.Gzip).DockerArchive());
        Assert.All(Contents(_cache.Open(path).Images[0]).Zip(Contents(_cache.Open(path).Images[0])), pair => Assert.Same(pair.First, pair.Second));
    }

    [Fact]
    public void Another_archive_does_not_drive_out_the_first()
    {
        ImageArchive first = _cache.Open(Folder.Write("a.tar", Samples.App().DockerArchive()));
        ImageArchive second = _cache.Open(Folder.Write("b.tar", Samples.Other().DockerArchive()));
        Assert.Same(first, _cache.Open(first.Path));
        Assert.Same(second, _cache.Open(second.Path));
        _cache.Clear();
        Assert.NotSame(first, _cache.Open(first.Path));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Layers_of_an_old_image_say_that_the_file_has_changed(Packing outer)
    {
        string path = Folder.Write("a.tar", Samples.App(Packing.Gzip).DockerArchive().Packed(outer));
        ContainerImage old = _cache.Open(path).Images[0];
        Folder.Write("a.tar", Samples.Other().DockerArchive());

        ImageException error = Assert.Throws<ImageException>(() => Contents(old));
        Assert.Equal(ImageErrorId.ArchiveChanged, error.ErrorId);
        // What needs no bytes is still there.
        Assert.Equal("app", old.Config!.User);
    }

    [Fact]
    public void Layers_that_were_read_before_the_change_are_still_there()
    {
        string path = Folder.Write("a.tar", Samples.App(Packing.Gzip).DockerArchive());
        ContainerImage old = _cache.Open(path).Images[0];
        int[] counts = [.. Contents(old).Select(layer => layer!.Count)];
        Folder.Write("a.tar", Samples.Other().DockerArchive());

        Assert.Equal(counts, Contents(old).Select(layer => layer!.Count));
    }

    [Fact]
    public void A_file_that_is_gone_is_an_error_and_nothing_is_kept_open()
    {
        string path = Folder.Write("a.tar", Samples.App(Packing.Gzip).DockerArchive());
        ContainerImage old = _cache.Open(path).Images[0];
        File.Delete(path);

        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => Contents(old)).ErrorId);
        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => _cache.Open(path)).ErrorId);
    }

    [Fact]
    public void A_link_to_an_archive_follows_where_it_leads()
    {
        string one = Folder.Write("one.tar", Samples.App().DockerArchive()), two = Folder.Write("two.tar", Samples.Other().DockerArchive());
        string link = Path.Join(Folder.Root, "latest.tar");
        File.CreateSymbolicLink(link, one);
        Assert.Equal("app:1", _cache.Open(link).Images[0].Name);
        File.Delete(link);
        File.CreateSymbolicLink(link, two);
        Assert.Equal("other:2", _cache.Open(link).Images[0].Name);
    }

    [Fact]
    public void A_folder_changes_with_its_index()
    {
        string folder = Samples.App().OciArchive().WriteTo(Folder.Folder("layout"));
        ImageArchive first = _cache.Open(folder);
        Assert.Same(first, _cache.Open(folder));

        File.SetLastWriteTimeUtc(Path.Join(folder, "index.json"), Later);
        Assert.NotSame(first, _cache.Open(folder));
    }

    [Fact]
    public void A_folder_changes_with_a_blob_that_comes_or_goes()
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        Assert.Empty(_cache.Open(folder).Images[0].Warnings);

        File.Delete(Path.Join(folder, "blobs", "sha256", Sha.HexOf(built.Layers[1].Digest)));
        Assert.Equal([ImageErrorId.BlobMissing], Codes(_cache.Open(folder).Images[0]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_deep_in_a_folder_that_is_written_anew_does_not_leave_the_old_image_for_ever(bool docker)
    {
        BuiltImage built = docker ? Samples.App().DockerArchive() : Samples.App(Packing.Gzip).OciArchive();
        string folder = built.WriteTo(Folder.Folder("unpacked"));
        ContainerImage old = _cache.Open(folder).Images[0];
        string layer = Path.Join(folder, docker ? built.Layers[0].V1Id + "/layer.tar" : "blobs/sha256/" + Sha.HexOf(built.Layers[0].Digest));
        File.SetLastWriteTimeUtc(layer, Later);

        Assert.Equal(ImageErrorId.ArchiveChanged, Assert.Throws<ImageException>(() => Contents(old)).ErrorId);
        AssertIs(built, _cache.Open(folder).Images[0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_replaced_by_one_of_the_same_length_and_time_is_read_anew(bool asAnotherFile)
    {
        byte[] app = Samples.App().DockerArchive(), other = new ImageBuilder().Layer(new TarBuilder().File("x", "y")).Tag("x:1").DockerArchive();
        int length = Math.Max(app.Length, other.Length);
        Array.Resize(ref app, length);
        Array.Resize(ref other, length);
        string path = Folder.Write("a.tar", app);
        DateTime time = File.GetLastWriteTimeUtc(path);
        ContainerImage old = _cache.Open(path).Images[0];

        if (asAnotherFile)
            File.Delete(path);
        ReplaceUnseen(path, other, time);

        Assert.Equal((length, time), (new FileInfo(path).Length, File.GetLastWriteTimeUtc(path)));
        Assert.Equal("x:1", _cache.Open(path).Images[0].Name);
        Assert.Equal(ImageErrorId.ArchiveChanged, Assert.Throws<ImageException>(() => Contents(old)).ErrorId);
    }

    [Fact]
    public async Task Of_many_callers_at_once_one_reads_and_all_get_the_same_archive()
    {
        string path = Folder.Write("a.tar.gz", Compress.Gzip(Samples.App().DockerArchive()));
        ReadMeter[] meters = [.. Enumerable.Range(0, 8).Select(_ => new ReadMeter())];
        ImageArchive[] archives = await Task.WhenAll(meters.Select(meter => Task.Run(() => _cache.Open(path, meter))));
        Assert.All(archives, archive => Assert.Same(archives[0], archive));
        Assert.Single(meters, meter => meter.Done > 0);
    }

    [Fact]
    public async Task Who_waits_for_another_may_stop_and_if_that_one_stops_goes_on()
    {
        string path = Folder.Write("a.tar.gz", Compress.Gzip(Samples.App().DockerArchive()));
        using var stopReader = new CancellationTokenSource();
        using var stopWaiter = new CancellationTokenSource();
        using var held = new HeldMeter(stopReader.Token);
        Task<ImageArchive> reading = Task.Run(() => _cache.Open(path, held));
        held.IsReading.Wait();
        Task<ImageArchive> stopped = Task.Run(() => _cache.Open(path, new ReadMeter(stopWaiter.Token)));
        Task<ImageArchive> waiting = Task.Run(() => _cache.Open(path));

        stopWaiter.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped);
        Assert.False(reading.IsCompleted || waiting.IsCompleted);

        stopReader.Cancel();
        held.MayGoOn.Set();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal("app:1", (await waiting).Images[0].Name);
        Assert.Same(await waiting, _cache.Open(path));
    }

    [Fact]
    public void Opening_reads_no_byte_of_a_layer()
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string[] blobs = [.. built.Layers.Select(layer => Path.Join(folder, "blobs", "sha256", Sha.HexOf(layer.Digest)))];
        ContainerImage image = _cache.Open(folder).Images[0];
        foreach (string blob in blobs)
            File.Delete(blob);
        Assert.Equal(built.Layers.Count, image.LayerCount);
        Assert.Null(ImageLayer.Of(image, 0, null, null).Compression);
        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => Contents(image)).ErrorId);
    }

    [Fact]
    public async Task Many_callers_at_once_get_whole_archives()
    {
        BuiltImage built = Samples.App(Packing.Gzip).DockerArchive();
        string path = Folder.Write("a.tar", built);
        ImageArchive[] archives = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _cache.Open(path, new ReadMeter()))));
        Assert.All(archives, archive => AssertIs(built, Assert.Single(archive.Images)));
    }

    // Its reader stops at the first bytes that are counted, until it may go on.
    private sealed class HeldMeter(CancellationToken cancellation) : ReadMeter(cancellation), IDisposable
    {
        public ManualResetEventSlim IsReading { get; } = new();

        public ManualResetEventSlim MayGoOn { get; } = new();

        public override void Add(long bytes)
        {
            IsReading.Set();
            MayGoOn.Wait(CancellationToken.None);
            base.Add(bytes);
        }

        public void Dispose()
        {
            IsReading.Dispose();
            MayGoOn.Dispose();
        }
    }
}
