using System.Text;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>The rules of layer differences, each by name.</summary>
public sealed class LayerDiffTests
{
    private static readonly DiffOptions EachPath = new() { Recurse = true };

    [Fact]
    public void The_files_of_a_change_are_the_same_objects_each_time()
    {
        LayerChange change = LayerDiff.OfLayers(Memory.Image(["a = 1"], ["a = 22"]), [1], DiffOptions.Default, new ReadMeter()).Changes.Single();

        Assert.Same(change.ReferenceFile, change.ReferenceFile);
        Assert.Same(change.DifferenceFile, change.DifferenceFile);
    }

    [Fact]
    public void A_layer_adds_changes_and_removes()
    {
        LayeredImage image = Memory.Image(["etc/", "etc/a = one", "etc/b = two"], ["etc/a = changed", "etc/.wh.b", "etc/c = new"]);
        Assert.Equal("M /etc/a Content\nR /etc/b\nA /etc/c", Memory.Changes(image));
    }

    [Fact]
    public void Sizes_tell_what_a_change_costs()
    {
        LayeredImage image = Memory.Image(["a = 12345", "b = 123"], ["a = 12", ".wh.b", "c = 1234567"]);
        LayerChange[] changes = [.. LayerDiff.OfLayers(image, [1], DiffOptions.Default, new ReadMeter()).Changes];

        Assert.Equal([("/a", 2L, -3L), ("/b", 3L, -3L), ("/c", 7L, 7L)], changes.Select(change => (change.InnerPath, change.Size, change.SizeDelta)));
        Assert.Equal([("/a", "/a"), ("/b", null), (null, "/c")], changes.Select(change => (change.ReferenceFile?.InnerPath, change.DifferenceFile?.InnerPath)));
    }

    [Fact]
    public void The_same_content_written_again_is_no_change_and_at_another_time_one_of_metadata()
    {
        LayeredImage image = Image([File("same"), File("later")], [File("same"), File("later") with { Time = 5 }]);
        Assert.Equal("m /later LastWriteTime", Memory.Changes(image));
    }

    [Fact]
    public void Equally_long_files_are_told_apart_by_their_bytes()
    {
        byte[] big = HostileInput.Noise(300_000);
        byte[] other = (byte[])big.Clone();
        other[^1] ^= 1;
        LayeredImage image = Image([File("f", big), File("g", big)], [File("f", other), File("g", big)]);
        Assert.Equal("M /f Content", Memory.Changes(image));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Sparse_files_of_any_size_are_compared_by_what_they_store(Packing packing)
    {
        const long End = 1L << 62;
        byte[] Layer(string text) => new TarBuilder().GnuSparse("a", End).GnuSparse("b", End, At(End - 3, text)).GnuSparse("d", End, At(7, "same"))
            .GnuSparse("e", 6, At(0, "ab"), At(4, text[..2])).GnuSparse("f", 5, text == "one" ? At(0, "\0\0\0") : At(3, "\0\0")).Build();
        static SparsePiece At(long offset, string text) => new(offset, System.Text.Encoding.ASCII.GetBytes(text));
        LayeredImage image = Memory.Tars(packing, Layer("one"), Layer("two"));

        LayerDiff diff = LayerDiff.OfLayers(image, [1], DiffOptions.Default, new ReadMeter());

        Assert.Equal("M /b Content\nM /e Content", Memory.Lines(diff.Changes));
        Assert.Empty(diff.Errors);
    }

    [Fact]
    public void Without_reading_content_the_time_decides_between_equally_long_files()
    {
        var skip = new DiffOptions { SkipContent = true };
        LayeredImage image = Image([File("a", "one"), File("b", "one"), File("c", "one")],
            [File("a", "two"), File("b", "one") with { Time = 5 }, File("c", "four") with { Mode = 0b111_000_000 }]);
        Assert.Equal("M /b Content, LastWriteTime\nM /c Content, Mode", Memory.Changes(image, options: skip));
        Assert.Equal("M /a Content\nm /b LastWriteTime\nM /c Content, Mode", Memory.Changes(image));
    }

    [Fact]
    public void Mode_owner_and_attributes_are_metadata()
    {
        var xattrs = new Dictionary<string, byte[]> { ["user.a"] = [1] };
        LayeredImage image = Image([File("mode"), File("uid"), File("gid"), File("attribute"), File("name")],
            [File("mode") with { Mode = 0b111_111_111 }, File("uid") with { Uid = 7 }, File("gid") with { Gid = 7 }, File("attribute") with { Xattrs = xattrs }, File("name") with { User = "root" }]);
        Assert.Equal("m /attribute Xattrs\nm /gid Owner\nm /mode Mode\nm /uid Owner", Memory.Changes(image));
    }

    [Fact]
    public void A_layer_that_only_changes_modes_changes_no_content()
    {
        TarEntrySpec[] files = [.. Enumerable.Range(0, 50).Select(i => File($"lib/{i}", $"content {i}"))];
        LayeredImage image = Image(files, [.. files.Select(file => file with { Mode = 0b110_110_100 })]);
        LayerChange[] changes = [.. LayerDiff.OfLayers(image, [1], DiffOptions.Default, new ReadMeter()).Changes];

        Assert.Equal(50, changes.Length);
        Assert.All(changes, change => Assert.Equal((Change.MetadataModified, FileProperties.Mode, 0L), (change.Change, change.ChangedProperties, change.SizeDelta)));
    }

    [Fact]
    public void A_directory_that_is_only_listed_again_is_no_change()
    {
        LayeredImage image = Image([Directory("a"), Directory("b"), File("a/f")], [Directory("a") with { Time = 9 }, Directory("b") with { Time = 9, Mode = 0b111_000_000 }, File("a/g")]);
        Assert.Equal("A /a/g\nm /b Mode, LastWriteTime", Memory.Changes(image));
    }

    [Fact]
    public void The_root_counts_as_any_directory()
    {
        LayeredImage image = Image([Directory("./")], [Directory("./") with { Mode = 0b111_111_111 }]);
        Assert.Equal("m / Mode", Memory.Changes(image));
        Assert.Equal("", Memory.Changes(image, layer: 0));
    }

    [Fact]
    public void A_removed_directory_is_one_change_and_with_recursion_one_for_each_path()
    {
        LayeredImage image = Memory.Image(["d/", "d/a = 12345", "d/e/", "d/e/b = 123", "x"], [".wh.d"]);
        LayerChange change = Assert.Single(LayerDiff.OfLayers(image, [1], DiffOptions.Default, new ReadMeter()).Changes);

        Assert.Equal((Change.Removed, "/d", EntryType.Directory, 0L, -8L), (change.Change, change.InnerPath, change.Type, change.Size, change.SizeDelta));
        Assert.Equal("R /d\nR /d/a\nR /d/e\nR /d/e/b", Memory.Changes(image, options: EachPath));
    }

    [Fact]
    public void An_added_directory_is_told_path_by_path()
    {
        LayeredImage image = Memory.Image(["x"], ["d/", "d/e/", "d/e/f", "implied/g"]);
        Assert.Equal("A /d\nA /d/e\nA /d/e/f\nA /implied\nA /implied/g", Memory.Changes(image));
    }

    [Fact]
    public void A_directory_made_opaque_loses_what_it_had()
    {
        LayeredImage image = Memory.Image(["d/", "d/a", "d/e/", "d/e/b", "d/same"], ["d/.wh..wh..opq", "d/", "d/new", "d/same"]);
        Assert.Equal("R /d/a\nR /d/e\nA /d/new", Memory.Changes(image));
    }

    [Fact]
    public void A_directory_removed_and_made_again_is_the_same_directory_without_its_content()
    {
        LayeredImage image = Memory.Image(["d/", "d/a", "d/b"], [".wh.d", "d/", "d/b = other"]);
        Assert.Equal("R /d/a\nM /d/b Content", Memory.Changes(image));
    }

    [Fact]
    public void A_file_in_a_directorys_place_is_a_change_of_type_and_what_was_below_vanishes_with_it()
    {
        LayeredImage image = Memory.Image(["d/", "d/a = 12345"], ["d = 12"]);
        LayerChange change = Assert.Single(LayerDiff.OfLayers(image, [1], DiffOptions.Default, new ReadMeter()).Changes);

        Assert.Equal((Change.Modified, EntryType.File, -3L), (change.Change, change.Type, change.SizeDelta));
        Assert.Equal("M /d Mode, Type\nR /d/a", Memory.Changes(image, options: EachPath));
    }

    [Fact]
    public void A_directory_in_a_files_place_is_a_change_of_type_and_its_content_is_added()
    {
        LayeredImage image = Memory.Image(["d = file"], ["d/", "d/a"]);
        Assert.Equal("M /d Mode, Type\nA /d/a", Memory.Changes(image));
    }

    [Fact]
    public void A_symbolic_link_changes_by_its_target_and_not_by_its_mode()
    {
        LayeredImage image = Image([Link("a", "x"), Link("b", "x"), File("c")], [Link("a", "y"), Link("b", "x") with { Mode = 0 }, Link("c", "x") with { Mode = 0b110_100_100 }]);
        Assert.Equal("M /a LinkTarget\nM /c Type", Memory.Changes(image));
    }

    [Fact]
    public void A_device_changes_by_its_numbers()
    {
        TarEntrySpec device = new() { Path = "dev/x", TypeFlag = (byte)'3', Major = 1, Minor = 3 };
        LayeredImage image = Image([device, device with { Path = "dev/y" }], [device with { Minor = 5 }, device with { Path = "dev/y", TypeFlag = (byte)'4' }]);
        Assert.Equal("M /dev/x Device\nM /dev/y Type", Memory.Changes(image));
    }

    [Fact]
    public void A_further_name_of_a_file_is_a_file_like_its_first()
    {
        LayeredImage image = Memory.Image(["a = one", "b = one", "c = two"], ["a = one", "b => a", "c => a"]);
        Assert.Equal("M /c Content", Memory.Changes(image));
    }

    [Fact]
    public void A_link_keeps_its_content_when_a_later_layer_replaces_its_first_name()
    {
        LayeredImage image = Memory.Image(["a = one", "b => a"], ["a = two"]);
        Assert.Equal("M /a Content", Memory.Changes(image));
    }

    [Fact]
    public void A_whiteout_of_nothing_changes_nothing()
    {
        LayeredImage image = Memory.Image(["a"], [".wh.b", "nowhere/.wh.c"]);
        Assert.Equal("", Memory.Changes(image));
    }

    [Fact]
    public void A_path_through_a_linked_directory_changes_where_it_leads()
    {
        LayeredImage image = Memory.Image(["run/", "run/x = one", "var/", "var/run -> ../run"], ["var/run/x = three"]);
        Assert.Equal("M /run/x Content", Memory.Changes(image));
    }

    [Fact]
    public void Two_views_further_apart_show_what_remains_and_which_layer_made_it()
    {
        LayeredImage image = Memory.Image(["a = 1", "d/", "d/f"], ["a = 2", "b", ".wh.d"], [".wh.b", "a = 3", "c"]);
        LayerChange[] forward = [.. LayerDiff.Between(image, 0, 2, DiffOptions.Default, new ReadMeter()).Changes];
        LayerChange[] backward = [.. LayerDiff.Between(image, 2, 0, EachPath, new ReadMeter()).Changes];

        Assert.Equal("M /a Content\nA /c\nR /d", Memory.Lines(forward));
        Assert.Equal([2, 2, 1], forward.Select(change => change.LayerIndex));
        Assert.Equal("M /a Content\nR /c\nA /d\nA /d/f", Memory.Lines(backward));
        Assert.Equal([2, 2, 1, 1], backward.Select(change => change.LayerIndex));
    }

    [Fact]
    public void Only_paths_that_are_wanted_are_told_and_read()
    {
        byte[] noise = HostileInput.Noise(10_000);
        LayeredImage image = Image([File("a", noise), File("b", noise)], [File("a", noise) with { Mode = 0 }, File("b", noise) with { Mode = 0 }]);
        var meter = new ReadMeter();
        LayerDiff diff = LayerDiff.OfLayers(image, [1], new DiffOptions { Paths = path => path == "/b" }, meter);

        Assert.Equal("m /b Mode", Memory.Lines(diff.Changes));
        Assert.Equal(10_000, meter.Done);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void What_cannot_be_read_is_not_compared_and_reported(Packing packing)
    {
        TarEntrySpec file = File("f", HostileInput.Noise(50_000));
        LayeredImage image = Memory.Image([[file], [file with { Time = 5 }]], packing);
        byte[] stored = Compress.Apply(packing, RandomLayers.Tar([file with { Time = 5 }])).Stored;
        Blob cut = Blob.Of(new MemorySource(stored[..20_000]), 0, 20_000, "cut");
        LayerSource[] layers = [image.Image.Layers[0], image.Image.Layers[1] with { Blob = cut }];
        LayeredImage broken = LayeredImage.Of(new ContainerImage { Layers = layers }, image.Tree.Layers, default);
        LayerDiff diff = LayerDiff.OfLayers(broken, [1], DiffOptions.Default, new ReadMeter());

        Assert.Equal("? /f LastWriteTime", Memory.Lines(diff.Changes));
        Assert.True(Assert.Single(diff.Errors).ErrorId is ImageErrorId.LayerTruncated or ImageErrorId.CompressionCorrupt);
    }

    [Fact]
    public void A_layer_that_is_absent_does_nothing()
    {
        LayeredImage whole = Memory.Image(["a"], ["b"], ["c"]);
        LayeredImage image = LayeredImage.Of(whole.Image, [whole.Tree.Layers[0], null, whole.Tree.Layers[2]], default);
        Assert.Equal("A /c", Memory.Changes(image));
    }

    private static LayeredImage Image(params TarEntrySpec[][] layers) => Memory.Image(layers);

    private static TarEntrySpec File(string path, string content = "content") => File(path, Encoding.UTF8.GetBytes(content));

    private static TarEntrySpec File(string path, byte[] content) => new() { Path = path, Content = content };

    private static TarEntrySpec Directory(string path) => new() { Path = path.TrimEnd('/') + "/", TypeFlag = (byte)'5', Mode = 0b111_101_101 };

    private static TarEntrySpec Link(string path, string target) => new() { Path = path, TypeFlag = (byte)'2', Target = target, Mode = 0b111_111_111 };
}
