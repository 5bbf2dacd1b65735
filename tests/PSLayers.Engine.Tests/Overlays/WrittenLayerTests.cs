using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Editing;
using PSLayers.Engine.Tests.Editing.Adding;
using PSLayers.Engine.Tests.Extraction;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Overlays;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>An upper folder becomes a layer of images.</summary>
[SupportedOSPlatform("linux")]
public sealed class WrittenLayerTests : AddingTest
{
    private static readonly DateTimeOffset Y2K = DateTimeOffset.FromUnixTimeSeconds(946684800);

    private readonly LayeredImage _lower;

    public WrittenLayerTests() => _lower = Tree(BaseImage());

    [SystemFact(Need.LinuxRoot)]
    public void What_overlayfs_marks_as_removed_becomes_whiteouts()
    {
        using var upper = new UpperTree();
        upper.Folder("etc").File("etc/motd", "hello").Owner("etc/motd", 33, 34).Node("etc/group").Folder("var").Folder("var/www").Opaque("var/www").File("var/www/new.html", "new")
            .Node("file").Link("current", "/opt/x").Node("pipe", 0x1000).Node("null", 0x2000, (1 << 8) | 3);

        Assert.Equal(
        [
            "lrwxrwxrwx 0:0 /current -> /opt/x", "drwxr-xr-x 0:0 /etc", "w--------- 0:0 /etc/.wh.group", "-rw------- 33:34 /etc/motd", "w--------- 0:0 /.wh.file",
            "crw------- 0:0 /null", "prw------- 0:0 /pipe", "drwxr-xr-x 0:0 /var", "drwxr-xr-x 0:0 /var/www", "w--------- 0:0 /var/www/.wh..wh..opq", "-rw------- 0:0 /var/www/new.html",
        ], Lines(Snapshot(upper)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_image_that_is_looked_at_is_the_one_that_is_committed()
    {
        using UpperTree upper = Several();
        LayeredImage seen = Snapshot(upper);
        LayeredImage committed = Tree(WrittenLayer.Commit(_lower, upper.Scan(), Step, new ReadMeter()));

        Assert.Equal(Lines(seen), Lines(committed));
        Assert.Equal(View(seen), View(committed));
        Assert.Equal("hello", Text(seen, "/etc/motd"));
        Assert.Equal("hello", Text(committed, "/etc/motd"));
        Assert.Null(seen.Layers[^1].DiffId);
        Assert.NotNull(committed.Layers[^1].DiffId);
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_file_that_is_looked_at_alone_is_what_it_is_among_all_the_changes()
    {
        using var upper = new UpperTree();
        upper.Folder("etc").File("etc/motd", "hello").Owner("etc/motd", 33, 34).Node("etc/group").Folder("etc/deep").File("etc/deep/one", "1").File("etc/deep/two", "2").Opaque("etc/deep");

        LayeredImage alone = WrittenLayer.Snapshot(_lower, UpperScan.OfPath(upper.Handle, upper.Root, ["etc"u8.ToArray(), "deep"u8.ToArray(), "one"u8.ToArray()], ReadLimits.Default, default), new ReadMeter());

        Assert.Equal(["drwxr-xr-x 0:0 /etc", "drwxr-xr-x 0:0 /etc/deep", "w--------- 0:0 /etc/deep/.wh..wh..opq", "-rw------- 0:0 /etc/deep/one"], Lines(alone));
        Assert.Equal("1", Text(alone, "/etc/deep/one"));
        Assert.Equal(["w--------- 0:0 /etc/.wh.group"], Lines(WrittenLayer.Snapshot(_lower, UpperScan.OfPath(upper.Handle, upper.Root, ["etc"u8.ToArray(), "group"u8.ToArray()], ReadLimits.Default, default), new ReadMeter())).Where(line => line.Contains(".wh.")));
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_table_of_a_layer_is_what_its_tar_has()
    {
        using UpperTree upper = Several();
        LayeredImage seen = Snapshot(upper);
        LayerIndex table = seen.Tree.Layers[^1]!;
        LayerIndex read = LayerIndexer.Read(seen.Image.Layers[^1].Blob!, LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());

        Assert.Null(read.Damage);
        Assert.Equal((read.TarSize, read.Count, read.Size), (table.TarSize, table.Count, table.Size));
        for (int row = 0; row < read.Count; row++)
            Assert.Equal(Line(read, row), Line(table, row));
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_same_changes_give_the_same_bytes_at_any_stated_time()
    {
        using UpperTree upper = Several(), again = Several();
        ContainerImage one = WrittenLayer.Commit(_lower, upper.Scan(), Step, new ReadMeter()), two = WrittenLayer.Commit(_lower, again.Scan(), Step, new ReadMeter());

        Assert.Equal(EditedImage.Restamp(one, Y2K, new ReadMeter()).ImageId, EditedImage.Restamp(two, Y2K, new ReadMeter()).ImageId);
        LayeredImage stamped = Tree(EditedImage.Restamp(one, Y2K, new ReadMeter()));
        Assert.All(Enumerable.Range(0, stamped.Tree.Layers[^1]!.Count), row => Assert.True(stamped.Tree.Layers[^1]!.Row(row).Time <= Y2K.ToUnixTimeSeconds() * TimeSpan.TicksPerSecond));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Without_changes_there_is_a_step_and_no_layer()
    {
        using var upper = new UpperTree();
        ContainerImage committed = WrittenLayer.Commit(_lower, upper.Scan(), Step, new ReadMeter());

        Assert.Equal(_lower.Image.LayerCount, committed.LayerCount);
        Assert.True(committed.Config!.History[^1] is { EmptyLayer: true, CreatedBy: "test" });
    }

    [SystemFact(Need.LinuxRoot)]
    public void Whiteouts_of_nothing_are_left_out()
    {
        using var upper = new UpperTree();
        upper.Node("nothing").Folder("new").Node("new/nothing").Folder("etc").Node("etc/nothing").Node("etc/passwd");

        Assert.Equal(["/etc", "/etc/.wh.passwd", "/new"], Lines(Snapshot(upper)).Select(line => line[(line.LastIndexOf(' ') + 1)..]));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Names_of_a_file_are_hard_links_and_whiteouts_that_share_an_inode_are_none()
    {
        using var upper = new UpperTree();
        upper.File("one", "content").HardLink("two", "one").Node("file").Folder("etc").HardLink("etc/group", "file");
        LayeredImage seen = Snapshot(upper);

        Assert.Equal("hrw------- 0:0 /two -> one", Lines(seen)[^1]);
        Assert.Equal("content", Text(seen, "/two"));
        Assert.Equal(2, seen.Tree.Layers[^1]!.WhiteoutCount);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Names_that_are_no_text_keep_their_bytes_and_their_content()
    {
        using var upper = new UpperTree();
        byte[] odd = [0xC3, 0x28, (byte)'\n', 0xFF];
        upper.Raw(odd, "odd");
        LayeredImage seen = Snapshot(upper);
        LayerIndex table = seen.Tree.Layers[^1]!;

        Assert.Equal(odd, table.RawName(0));
        using var reader = new ContentReader(seen);
        Assert.Equal("odd"u8.ToArray(), All(reader.Open(seen.Layers.Count - 1, 0)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_file_with_the_name_of_a_whiteout_is_an_error_and_removes_nothing() => Assert.All([".wh.name", ".wh..wh..opq", ".wh."], name =>
    {
        using var upper = new UpperTree();
        upper.Folder("etc").File($"etc/{name}", "x");
        ImageException error = Assert.Throws<ImageException>(() => upper.Scan());

        Assert.Equal(ImageErrorId.UnsafeName, error.ErrorId);
        Assert.Contains($"/etc/{name}", error.Message, StringComparison.Ordinal);
    });

    [SystemFact(Need.LinuxRoot)]
    public void What_the_kernel_keeps_elsewhere_is_an_error_that_says_what_wrote_it()
    {
        using UpperTree moved = new UpperTree().Folder("odd").Xattr("odd", "trusted.overlay.redirect", "/elsewhere");
        using UpperTree hollow = new UpperTree().File("odd").Xattr("odd", "trusted.overlay.metacopy", "");

        Assert.Contains("/odd: the folder was written by a mount with redirect_dir", Assert.Throws<ImageException>(() => moved.Scan()).Message, StringComparison.Ordinal);
        Assert.Contains("/odd: the folder was written by a mount with metacopy", Assert.Throws<ImageException>(() => hollow.Scan()).Message, StringComparison.Ordinal);
    }

    [SystemFact(Need.LinuxRoot)]
    public void Attributes_of_the_image_are_kept_and_those_of_the_host_are_not()
    {
        using var upper = new UpperTree();
        byte[] capability = [1, 0, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        upper.File("tool", "x").Xattr("tool", "user.own", "1").Xattr("tool", "trusted.overlay.origin", "o").Xattr("tool", "trusted.kept", "k");
        Assert.True(UpperXattrs.TrySet(upper.Handle, "tool\0"u8, "security.capability", capability));
        LayeredImage seen = Snapshot(upper);

        Assert.Equal(["security.capability", "trusted.kept", "user.own"], Entry(seen, seen.Layers.Count - 1, "/tool").Xattrs!.Keys.Order(StringComparer.Ordinal));
    }

    [SystemFact(Need.LinuxRoot)]
    public void What_another_user_notes_of_owners_and_opaque_directories_counts()
    {
        using var upper = new UpperTree();
        upper.File("tool", "x").Xattr("tool", "user.containers.override_stat", "33:44:04755").Owner("tool", 1000, 1000)
            .Folder("var").Folder("var/www").Xattr("var/www", "user.overlay.opaque", "y").File("theirs").Owner("theirs", 1000, 1001);

        Assert.Equal(["-rw------- 1000:1001 /theirs", "-rwsr-xr-x 33:44 /tool", "drwxr-xr-x 0:0 /var", "drwxr-xr-x 0:0 /var/www", "w--------- 0:0 /var/www/.wh..wh..opq"], Lines(Snapshot(upper)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Holes_of_files_are_zeros_and_thousands_of_files_have_their_places()
    {
        using var upper = new UpperTree();
        using (FileStream sparse = File.Create(Path.Join(upper.Root, "sparse")))
        {
            sparse.SetLength(300_000);
            sparse.Position = 299_999;
            sparse.WriteByte(1);
        }
        for (int i = 0; i < 3000; i++)
            File.WriteAllText(Path.Join(upper.Root, $"file{i}"), $"{i}");
        LayeredImage committed = Tree(WrittenLayer.Commit(_lower, upper.Scan(), Step, new ReadMeter()));

        byte[] content = Read(committed, "/sparse");
        Assert.Equal((300_000, 1, -1), (content.Length, content[^1], content.AsSpan(0, 299_999).IndexOfAnyExcept((byte)0)));
        Assert.All(new[] { 0, 999, 2999 }, i => Assert.Equal($"{i}", Text(committed, $"/file{i}")));
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_root_can_hide_all_that_the_image_has()
    {
        using var upper = new UpperTree();
        upper.File("only", "x").Xattr(".", "trusted.overlay.opaque", "y");

        Assert.Equal(["/only 1"], View(Snapshot(upper)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void As_long_as_nothing_changes_the_image_is_one_and_the_same()
    {
        using UpperFolder upper = UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default);
        var live = new LiveImage(_lower, upper);
        LayeredImage before = live.Now(new ReadMeter());
        Assert.Same(before, live.Now(new ReadMeter()));

        File.WriteAllText(Path.Join(upper.Path, "new"), "new");

        LayeredImage after = live.Now(new ReadMeter());
        Assert.Equal("new", Text(after, "/new"));
        Assert.Same(after, ImageOpening.Read(after.Image, new ReadMeter()));
        Assert.Throws<ImageException>(() => Text(before, "/new"));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Files_marked_as_whiteouts_remove_too()
    {
        using var upper = new UpperTree();
        upper.File("file").Xattr("file", "user.overlay.whiteout", "y");

        Assert.Equal(["w--------- 0:0 /.wh.file"], Lines(Snapshot(upper)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void A_file_that_changes_after_it_was_looked_at_is_an_error_when_it_is_read()
    {
        using var upper = new UpperTree();
        upper.File("grown", "one").File("gone", "two").File("piped", "three");
        LayeredImage seen = Snapshot(upper);
        File.AppendAllText(Path.Join(upper.Root, "grown"), "more");
        File.Delete(Path.Join(upper.Root, "gone"));
        File.Delete(Path.Join(upper.Root, "piped"));
        upper.Node("piped", 0x1000);

        Assert.All(["/grown", "/gone", "/piped"], path => Assert.Equal(ImageErrorId.ArchiveChanged, Assert.Throws<ImageException>(() => Text(seen, path)).ErrorId));
    }

    [SystemFact(Need.LinuxRoot)]
    public void Sockets_are_left_out_and_named()
    {
        using var upper = new UpperTree();
        upper.Folder("run").Node("run/sock", 0xC000).File("run/pid", "1");
        UpperScan scan = upper.Scan();

        Assert.Equal(["run/sock"], scan.Skipped);
        Assert.Equal(["run", "run/pid"], scan.Entries.Select(entry => Encoding.UTF8.GetString(entry.Path)));
    }

    [SystemFact(Need.LinuxRoot)]
    public void The_fingerprint_tells_any_change_and_is_the_same_without_one()
    {
        using UpperTree upper = Several();
        UInt128 before = upper.Scan().Fingerprint;
        Assert.Equal(before, upper.Scan().Fingerprint);
        var seen = new HashSet<UInt128> { before };
        Action[] changes =
        [
            () => File.SetUnixFileMode(Path.Join(upper.Root, "etc/motd"), UnixFileMode.UserRead),
            () => upper.Xattr("etc/motd", "user.x", "y"),
            () => upper.Owner("etc/motd", 5, 5),
            () => File.WriteAllText(Path.Join(upper.Root, "etc/motd"), "HELLO"),
            () => upper.Node("etc/passwd"),
            () => File.Delete(Path.Join(upper.Root, "etc/motd")),
        ];
        foreach (Action change in changes)
        {
            change();
            Assert.True(seen.Add(upper.Scan().Fingerprint));
        }
    }

    [SystemFact(Need.LinuxRoot)]
    public void More_files_than_the_limit_and_deeper_folders_are_errors()
    {
        using var upper = new UpperTree();
        upper.File("a/b/c/d", "x");

        Assert.Equal(ImageErrorId.CountLimit, Assert.Throws<ImageException>(() => upper.Scan(ReadLimits.Default with { Entries = 3 })).ErrorId);
        Assert.Equal(ImageErrorId.CountLimit, Assert.Throws<ImageException>(() => upper.Scan(ReadLimits.Default with { PathDepth = 3 })).ErrorId);
        Assert.Equal(ImageErrorId.UnsafeName, Assert.Throws<ImageException>(() => upper.Scan(ReadLimits.Default with { PathLength = 6 })).ErrorId);
        Assert.Equal(4, upper.Scan(ReadLimits.Default with { Entries = 4, PathDepth = 4, PathLength = 7 }).Entries.Count);
    }

    private static UpperTree Several()
    {
        var upper = new UpperTree();
        return upper.Folder("etc").File("etc/motd", "hello").HardLink("etc/issue", "etc/motd").Node("etc/group").Folder("var").Folder("var/www").Opaque("var/www")
            .File("var/www/new.html", "new").Node("file").Link("current", "/opt/x").Node("null", 0x2000, (1 << 8) | 3).File($"{new string('d', 120)}/日本/{new string('ü', 100)}", "long")
            .Xattr("etc/motd", "user.own", "1").Time("etc/motd", DateTimeOffset.FromUnixTimeMilliseconds(-1500)).Owner("var", uint.MaxValue - 5, 8);
    }

    private LayeredImage Snapshot(UpperTree upper) => WrittenLayer.Snapshot(_lower, upper.Scan(), new ReadMeter());

    private static IEnumerable<string> View(LayeredImage image) =>
        image.Tree.TopView.Descendants(image.Tree.TopView.Root).Select(node => $"{image.Tree.Path(node.Node)} {image.Tree.Version(node.Version).Layer}");

    private static string Line(LayerIndex index, int row)
    {
        LayerRow at = index.Row(row);
        IEnumerable<string> xattrs = (index.Extras(row)?.Xattrs ?? new Dictionary<string, byte[]>()).Select(pair => $"{pair.Key}={Convert.ToHexString(pair.Value)}");
        return $"{Convert.ToHexString(index.RawName(row))} {at.Type} {at.Flags} {at.Size} {at.HeaderOffset} {at.DataOffset} {at.Time} {at.Nanoseconds} {at.Mode} {index.Owner(row)} "
            + $"{Convert.ToHexString(index.LinkTarget(row))} {index.Extras(row)?.DeviceMajor}:{index.Extras(row)?.DeviceMinor} {string.Join(' ', xattrs)}";
    }
}
