using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>An image that is unpacked is there as a container would see it.</summary>
public sealed class ExpansionTests : ExpansionTest
{
    private static readonly DateTimeOffset Time = new(2019, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Fact]
    public void What_the_view_shows_is_there_and_nothing_else()
    {
        ExpandWell(
            new TarBuilder().Directory("etc").File("etc/passwd", "old").File("etc/gone", "x").Directory("opaque").File("opaque/old", "x").File("kept", "kept"),
            new TarBuilder().File("etc/passwd", "new").Whiteout("etc/gone").Opaque("opaque").File("opaque/new", "y").Symlink("link", "etc/passwd"));

        Assert.Equal(["etc", "etc/passwd", "kept", "link", "opaque", "opaque/new"], Paths());
        Assert.Equal(("new", "kept", "etc/passwd"), (Text("etc/passwd"), Text("kept"), new FileInfo(At("link")).LinkTarget));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Files_of_many_folders_come_out_whole_however_they_are_shared_out(Packing packing)
    {
        var layers = new byte[3][];
        for (int layer = 0; layer < layers.Length; layer++)
        {
            var tar = new TarBuilder();
            for (int i = 0; i < 1200; i++)
                tar.File($"d{i % 37}/l{layer}/f{i}", $"{layer} {i}");
            layers[layer] = tar.Build();
        }
        ExpansionReport report = Expand(Load(packing, layers));

        Assert.Empty(report.Errors);
        Assert.Equal(3600, Directory.GetFiles(Destination, "*", SearchOption.AllDirectories).Length);
        for (int i = 0; i < 3600; i += 97)
            Assert.Equal($"{i % 3} {i / 3}", Text($"d{i / 3 % 37}/l{i % 3}/f{i / 3}"));
    }

    [Fact]
    public void A_view_of_fewer_layers_is_unpacked_as_it_was_then()
    {
        LayeredImage image = Load(new TarBuilder().File("a", "1"), new TarBuilder().File("a", "2").File("b", "2"));
        Expand(image, upTo: 0);

        Assert.Equal(["a"], Paths());
        Assert.Equal("1", Text("a"));
    }

    [SystemFact(Need.Unix)]
    public void Modes_and_times_are_those_of_the_image_those_of_directories_too()
    {
        ExpandWell(new TarBuilder().Directory("", mode: 0b111_000_101, mtime: Time).Directory("closed", mode: 0b101_000_000, mtime: Time)
            .File("closed/f", "x", mode: 0b100_000_001, mtime: Time).Symlink("closed/l", "f", mtime: Time));

        Assert.Equal(0b111_000_101, Mode(""));
        Assert.Equal(0b101_000_000, Mode("closed"));
        Assert.Equal(0b100_000_001, Mode("closed/f"));
        Assert.All(["", "closed", "closed/f", "closed/l"], path => Assert.Equal(Time.UtcDateTime, File.GetLastWriteTimeUtc(At(path))));
    }

    [SystemFact(Need.Linux)]
    public void Times_are_exact_to_the_nanosecond()
    {
        ExpandWell(new TarBuilder().Entry(new TarEntrySpec { Path = "f", Time = 1704164645.123456789m, Dialect = TarDialect.Pax }));

        Assert.Equal("1704164645.123456789", Fixtures.CommandLine.RunText("stat", "-c", "%.9Y", At("f")).Trim());
    }

    [SystemFact(Need.Unix)]
    public void Hard_links_are_links_by_whichever_layer_they_come()
    {
        ExpandWell(new TarBuilder().File("a", "x").HardLink("b", "a").File("alone", "x"), new TarBuilder().HardLink("c", "a"));

        File.WriteAllText(At("b"), "changed");
        Assert.Equal(("changed", "changed", "x"), (Text("a"), Text("c"), Text("alone")));
    }

    [SystemFact(Need.Linux)]
    public void A_hole_takes_no_room()
    {
        const long Size = 1L << 36;
        Expand(new TarBuilder().GnuSparse("sparse", Size, new SparsePiece(Size - 3, "end"u8.ToArray())));

        Assert.Equal(Size, new FileInfo(At("sparse")).Length);
        Assert.True(long.Parse(Fixtures.CommandLine.RunText("stat", "-c", "%b", At("sparse")), null) < 1000);
    }

    [Fact]
    public void Chosen_paths_come_with_what_is_below_and_the_directories_above()
    {
        LayeredImage image = Load(new TarBuilder().Directory("a", mode: 0b111_000_000).File("a/x", "x").File("a/b/c/d", "d").File("a/b/e", "e").Symlink("z", "nowhere").Directory("empty"));
        ExpansionReport report = Expand(image, isWanted: PathChoice.Of([image], ["/a/b", "z"], _ => Assert.Fail("all are there"), orBelow: true));

        Assert.Empty(report.Errors);
        Assert.Equal(["a", "a/b", "a/b/c", "a/b/c/d", "a/b/e", "z"], Paths());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(0b111_000_000, Mode("a"));
    }

    [Fact]
    public void What_is_wanted_and_not_there_is_said_and_writes_nothing()
    {
        Assert.Equal(ImageErrorId.FileNotFound, Refusal(Load(new TarBuilder().File("a", "x")), isWanted: path => path == "/b"));
        Assert.False(Directory.Exists(Destination));
    }

    [Fact]
    public void A_folder_with_something_in_it_stays_unless_it_may_be_replaced()
    {
        LayeredImage image = Load(new TarBuilder().File("new", "new"));
        Directory.CreateDirectory(At("old"));

        Assert.Equal(ImageErrorId.DestinationExists, Refusal(image));
        Assert.Equal(["old"], Paths());
        Assert.Empty(Expand(image, new ExtractionOptions { Force = true }).Errors);
        Assert.Equal(["new"], Paths());
    }

    [Fact]
    public void An_empty_folder_is_taken_and_a_file_or_link_is_not()
    {
        LayeredImage image = Load(new TarBuilder().File("new", "new"));
        Directory.CreateDirectory(Destination);
        Assert.Empty(Expand(image).Errors);
        Directory.Delete(Destination, recursive: true);

        File.WriteAllText(Destination, "file");
        Assert.Equal(ImageErrorId.DestinationExists, Refusal(image, new ExtractionOptions { Force = true }));
        File.Delete(Destination);
        Directory.CreateSymbolicLink(Destination, Outside);
        Assert.Equal(ImageErrorId.DestinationLink, Refusal(image, new ExtractionOptions { Force = true }));
    }

    [Fact]
    public void The_archive_itself_is_never_removed()
    {
        Directory.CreateDirectory(Destination);
        byte[] archive = new ImageBuilder().Layer(new TarBuilder().File("a", "x")).OciArchive();
        File.WriteAllBytes(At("image.tar"), archive);
        ContainerImage opened = ImageArchive.Open(At("image.tar")).Images[0];

        Assert.Equal(ImageErrorId.DestinationExists, Refusal(LayeredImage.Of(opened, Contents(opened), default), new ExtractionOptions { Force = true }));
        Assert.Equal(archive, File.ReadAllBytes(At("image.tar")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_stop_leaves_the_old_folder_and_no_litter(bool isOld)
    {
        var tar = new TarBuilder().Directory("d");
        for (int i = 0; i < 100; i++)
            tar.File($"d/f{i}", new byte[10_000]);
        if (isOld)
            Directory.CreateDirectory(At("old"));
        using var stop = new CancellationTokenSource();
        var meter = new StoppingMeter(stop, 200_000);

        Assert.ThrowsAny<OperationCanceledException>(() => Expand(Load(tar), new ExtractionOptions { Force = true }, meter: meter));
        Assert.True(meter.Done > 0);
        Assert.Equal(isOld ? ["old"] : [], Directory.Exists(Destination) ? Paths() : []);
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_full_disk_leaves_the_old_folder_and_no_litter()
    {
        string disk = Folder.Folder("disk");
        Fixtures.CommandLine.Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk);
        try
        {
            LayeredImage image = Load(new TarBuilder().File("a", new byte[600_000]).File("b", new byte[600_000]));
            string destination = Path.Join(disk, "rootfs");
            Directory.CreateDirectory(Path.Join(destination, "old"));
            var options = new ExtractionOptions { Force = true };

            var error = Assert.Throws<ImageException>(() => ImageExpansion.Write(image, image.Tree.TopView, destination, null, options, new ReadMeter()));
            Assert.Equal(ImageErrorId.DiskFull, error.ErrorId);
            Assert.Equal([destination], Directory.GetFileSystemEntries(disk));
            Assert.True(Directory.Exists(Path.Join(destination, "old")));
            error = Assert.Throws<ImageException>(() => ImageExpansion.Write(image, image.Tree.TopView, disk, null, options, new ReadMeter()));
            Assert.Equal(ImageErrorId.DestinationExists, error.ErrorId);
        }
        finally
        {
            Fixtures.CommandLine.Run("umount", disk);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_and_the_rest_is_there()
    {
        byte[] tar = new TarBuilder().File("a", "a").File("z", new byte[5000]).Build();
        LayeredImage image = Load(Packing.None, tar[..2500]);
        ExpansionReport report = Expand(image);

        Assert.Equal(ImageErrorId.LayerTruncated, Assert.Single(report.Errors).ErrorId);
        Assert.Equal(["a"], Paths());
    }

    [Fact]
    public void More_entries_than_the_limit_allows_are_refused_before_anything_is_written()
    {
        var tar = new TarBuilder().File("a", "x").File("b", "x").Directory("c");

        Assert.Equal(ImageErrorId.CountLimit, Refusal(LoadLimited(tar, ReadLimits.Default with { ExpandedEntries = 3 })));
        Assert.False(Directory.Exists(Destination));
        Assert.Empty(Expand(LoadLimited(tar, ReadLimits.Default with { ExpandedEntries = 4 })).Errors);
    }

    [Fact]
    public void More_bytes_than_the_image_may_expand_to_are_refused_before_anything_is_written()
    {
        var tar = new TarBuilder().File("a", new byte[3000]).HardLink("b", "a");

        Assert.Equal(ImageErrorId.ExpansionLimit, Refusal(LoadLimited(tar, ReadLimits.Default with { ExpansionFloor = 2999, ExpansionRatio = 0 })));
        Assert.False(Directory.Exists(Destination));
        Assert.Empty(Expand(LoadLimited(tar, ReadLimits.Default with { ExpansionFloor = 3000, ExpansionRatio = 0 })).Errors);
    }

    [Fact]
    public void Errors_beyond_the_limit_are_counted()
    {
        var report = new ExpansionReport(2, escapesNames: false);
        for (int i = 0; i < 5; i++)
            report.AddError(new ImageException(ImageErrorId.UnsafeName, $"{i}"));

        Assert.Equal(["0.", "1.", "3 further entries could not be written (limit Warnings)."], report.Errors.Select(error => error.Message));
    }

    [Theory]
    [InlineData("a:b/CON", "a%3Ab/%43ON")]
    [InlineData("end.", "end%2E")]
    public void Names_that_Windows_does_not_allow_are_written_otherwise_and_listed(string name, string onDisk)
    {
        LayeredImage image = Load(new TarBuilder().File(name, "x").File("plain", "y"));
        var report = new ExpansionReport(100, escapesNames: true);
        ExpansionPlan plan = ExpansionPlan.Of(image, image.Tree.TopView, null, default);
        Directory.CreateDirectory(Destination);
        new PlanWriter(plan, new ExtractionOptions { IsFresh = true }, report, new ReadMeter()).Write(Destination, path => new PSLayers.Extraction.Windows.WindowsFolder(path));

        Assert.Empty(report.Errors);
        Assert.Equal(("x", "y"), (Text(onDisk), Text("plain")));
        Assert.Contains((plan.PathOf(plan.Files[0]), onDisk), report.Renamed);
    }

    [Fact]
    public void Two_names_that_are_one_on_the_disk_are_an_error_for_one_of_them()
    {
        LayeredImage image = Load(new TarBuilder().File("d/a", "1").File("d/A", "2").Directory("F").File("f", "3").File("good", "good"));
        var report = new ExpansionReport(100, escapesNames: false);
        Directory.CreateDirectory(Destination);
        new PlanWriter(ExpansionPlan.Of(image, image.Tree.TopView, null, default), new ExtractionOptions { IsFresh = true }, report, new ReadMeter())
            .Write(Destination, path => new FoldingFolder(DestinationFolder.OpenRoot(path)));

        Assert.Equal([ImageErrorId.NameCollision, ImageErrorId.NameCollision], report.Errors.Select(error => error.ErrorId));
        Assert.Equal(["d", "d/a", "f", "good"], Paths());
    }

    private LayeredImage LoadLimited(TarBuilder tar, ReadLimits limits)
    {
        string path = Folder.Write("limited.tar", new ImageBuilder().Layer(tar).OciArchive());
        ContainerImage image = Assert.Single(ImageArchive.Open(path, new ReadMeter(), limits).Images);
        return LayeredImage.Of(image, Contents(image), default);
    }

    private sealed class StoppingMeter(CancellationTokenSource stop, long at) : ReadMeter(stop.Token)
    {
        public override void Add(long bytes)
        {
            base.Add(bytes);
            if (Done >= at)
                stop.Cancel();
        }
    }
}
