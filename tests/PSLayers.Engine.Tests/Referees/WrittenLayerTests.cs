using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Content;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Overlays;
using PSLayers.Trees;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>The same changes in a container of a Docker engine, and in an upper folder of ours.</summary>
[SupportedOSPlatform("linux")]
public sealed class WrittenLayerTests : ContentTest
{
    private const string Name = "referee/written:1";

    private const string Script = """
        set -e
        printf new >/etc/new; printf more >>/etc/changed; rm /etc/old; chmod 600 /etc/mode; chown 33:34 /etc/owner
        rm /etc/again; printf again >/etc/again; printf x >/etc/passing; rm /etc/passing
        rm -r /var/cache; rm -r /srv; mkdir /srv; printf x >/srv/x
        rm /opt/file; mkdir /opt/file; printf y >/opt/file/in; rm -r /opt/dir; printf f >/opt/dir
        ln -s /etc/new /link; ln /etc/new /etc/hard; mkfifo /pipe; mkdir -p /new/deep; mv /usr/share/a /usr/share/b
        chmod 700 /usr/share/kept; rm -r /usr/share/emptied/*; ln -sf elsewhere /etc/turned
        """;

    [DockerFact]
    public void Changes_of_a_container_are_what_docker_diff_tells_and_its_layer_what_docker_commit_makes()
    {
        LayeredImage lower = Image();
        using DockerEngine.Container container = DockerEngine.Create(Name, "sh", "-c", Script);
        Assert.Equal((0, ""), container.Run());
        UpperScan scan = Scan(container.UpperFolder);

        AssertSame(container.Changes(), lower, scan);
        DockerEngine.Commit(container, "referee/committed:1");
        ContainerImage committed = OpenOne(DockerEngine.Save("referee/committed:1"), "committed.tar");
        LayeredImage theirs = LayeredImage.Of(committed, Contents(committed), default), ours = WrittenLayer.Snapshot(lower, scan, new ReadMeter());
        Assert.Equal(Lines(theirs), Lines(ours));
        DockerEngine.Remove("referee/committed:1");
    }

    [DockerFact]
    public void The_same_changes_on_a_writable_view_are_the_same_layer()
    {
        LayeredImage lower = Image();
        using DockerEngine.Container container = DockerEngine.Create(Name, "sh", "-c", Script);
        Assert.Equal((0, ""), container.Run());
        using var view = new WritableView(lower, UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));
        Apply(view);
        UpperScan scan = UpperScan.Of(view.Upper, ReadLimits.Default, default);

        AssertSame(container.Changes(), lower, scan);
        Assert.Equal(Lines(WrittenLayer.Snapshot(lower, Scan(container.UpperFolder), new ReadMeter()), withTimes: false), Lines(WrittenLayer.Snapshot(lower, scan, new ReadMeter()), withTimes: false));
    }

    [DockerFact]
    public void The_committed_image_is_taken_and_shows_what_the_view_shows()
    {
        LayeredImage lower = Image();
        using var view = new WritableView(lower, UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));
        Apply(view);
        string path = Written(WrittenLayer.Commit(lower, UpperScan.Of(view.Upper, ReadLimits.Default, default), new LayerStep("test"), new ReadMeter()), ImageFormat.DockerArchive);
        using (FileStream archive = File.OpenRead(path))
            Assert.Null(DockerEngine.Load(archive));
        using DockerEngine.Container container = DockerEngine.Create("written:2", "sh", "-c", "set -ex; test -p /pipe; test -e /srv/x; test ! -e /srv/old; test ! -e /etc/old; read line </etc/hard || test $line = new");
        (int code, string output) = container.Run();

        Assert.True(code == 0, output);
        DockerEngine.Remove("written:2");
    }

    [ToolFact("skopeo", "podman")]
    public void Skopeo_and_podman_take_the_committed_image()
    {
        ContainerImage image = OpenOne(Built());
        LayeredImage lower = LayeredImage.Of(image, Contents(image), default);
        using var view = new WritableView(lower, UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));
        Apply(view);
        ContainerImage committed = WrittenLayer.Commit(lower, UpperScan.Of(view.Upper, ReadLimits.Default, default), new LayerStep("test"), new ReadMeter());
        string path = Written(committed, ImageFormat.DockerArchive), copy = Path.Join(Folder.Root, "copy");
        string[] store = ["--root", Path.Join(Folder.Root, "store"), "--runroot", Path.Join(Folder.Root, "run"), "--storage-driver", "vfs"];

        CommandLine.Run("skopeo", "copy", "--quiet", "--insecure-policy", $"docker-archive:{path}", $"dir:{copy}");
        CommandLine.Run("podman", [.. store, "load", "--quiet", "--input", path]);

        Assert.Equal(committed.ImageId, Assert.Single(PSLayers.Sources.ImageArchive.Open(copy).Images).ImageId);
        Assert.Equal(committed.ImageId, "sha256:" + CommandLine.RunText("podman", [.. store, "image", "inspect", "--format", "{{.Id}}", "written:2"]).Trim());
        CommandLine.Run("podman", [.. store, "image", "rm", "--force", "written:2"]);
    }

    [ToolFact("umoci")]
    public void Umoci_unpacks_what_the_view_shows()
    {
        ContainerImage image = OpenOne(Built());
        LayeredImage lower = LayeredImage.Of(image, Contents(image), default);
        using var view = new WritableView(lower, UpperFolder.Open(Path.Join(Folder.Root, "upper"), ReadLimits.Default));
        Apply(view);
        LayeredImage seen = WrittenLayer.Snapshot(lower, UpperScan.Of(view.Upper, ReadLimits.Default, default), new ReadMeter());

        string? unpacked = Umoci.Unpack(Folder, Written(seen.Image, ImageFormat.OciLayout), out string refusal);

        Assert.True(unpacked is not null, refusal);
        Assert.Empty(UnpackedFile.Differences(UnpackedFile.OfFolder(unpacked), UnpackedFile.OfView(seen)));
    }

    private static byte[] Built() => new ImageBuilder().Tag(Name).Layer(HostTools.Layer()).Layer(new TarBuilder()
        .Directory("etc").File("etc/changed", "one").File("etc/old").File("etc/mode").File("etc/owner").File("etc/again", "before").Symlink("etc/turned", "here")
        .Directory("var").Directory("var/cache").File("var/cache/x").Directory("srv").File("srv/old").Directory("opt").File("opt/file").Directory("opt/dir").File("opt/dir/in")
        .Directory("usr").Directory("usr/share").File("usr/share/a", "moved").Directory("usr/share/kept").File("usr/share/kept/x").Directory("usr/share/emptied").File("usr/share/emptied/x")).DockerArchive();

    private LayeredImage Image()
    {
        Assert.Null(DockerEngine.Load(Built()));
        ContainerImage image = OpenOne(Built());
        return LayeredImage.Of(image, Contents(image), default);
    }

    private static UpperScan Scan(string path)
    {
        using UpperFolder upper = UpperFolder.Look(path, ReadLimits.Default);
        return UpperScan.Of(upper, ReadLimits.Default, default);
    }

    private static void Apply(WritableView view)
    {
        Write(view, "/etc/new", "new");
        Write(view, "/etc/changed", "more", keeps: true);
        view.Remove("/etc/old", recurse: false);
        view.SetAttributes("/etc/mode", attributes => attributes with { Mode = 0b110_000_000 });
        view.SetAttributes("/etc/owner", attributes => attributes with { Owner = (33, 34) });
        view.Remove("/etc/again", recurse: false);
        Write(view, "/etc/again", "again");
        Write(view, "/etc/passing", "x");
        view.Remove("/etc/passing", recurse: false);
        view.Remove("/var/cache", recurse: true);
        view.Remove("/srv", recurse: true);
        view.MakeFolder("/srv");
        Write(view, "/srv/x", "x");
        view.Remove("/opt/file", recurse: false);
        view.MakeFolder("/opt/file");
        Write(view, "/opt/file/in", "y");
        view.Remove("/opt/dir", recurse: true);
        Write(view, "/opt/dir", "f");
        view.MakeSymbolicLink("/link", "/etc/new");
        view.MakeHardLink("/etc/hard", "/etc/new");
        Assert.Equal(0, PSLayers.Extraction.Unix.Libc.MakeNodeAt(view.Upper.Root, "pipe\0"u8, 0x1000 | 0x1A4, 0));
        view.MakeFolder("/new");
        view.MakeFolder("/new/deep");
        view.Move("/usr/share/a", "/usr/share/b");
        view.SetAttributes("/usr/share/kept", attributes => attributes with { Mode = 0b111_000_000 });
        view.Remove("/usr/share/emptied/x", recurse: false);
        view.Remove("/etc/turned", recurse: false);
        view.MakeSymbolicLink("/etc/turned", "elsewhere");
    }

    private static void Write(WritableView view, string path, string content, bool keeps = false)
    {
        using UpperDraft draft = view.Write(path, keeps);
        draft.Write(Encoding.UTF8.GetBytes(content));
        draft.Complete();
    }

    // Docker tells of a directory also when only something in it has changed.
    private static void AssertSame(IEnumerable<string> docker, LayeredImage lower, UpperScan scan)
    {
        LayeredImage image = WrittenLayer.Snapshot(lower, scan, new ReadMeter());
        string[] told = [.. docker.Order(StringComparer.Ordinal)];
        LayerChange[] changes = [.. LayerDiff.OfLayers(image, [image.Layers.Count - 1], DiffOptions.Default, new ReadMeter()).Changes];
        IEnumerable<string> own = changes.Select(change => $"{Letter(change.Change)} {change.InnerPath}").Order(StringComparer.Ordinal);
        IEnumerable<string> theirs = told.Where(line => line[0] != 'C' || !told.Any(other => other[2..].StartsWith(line[2..] + "/", StringComparison.Ordinal)) || changes.Any(change => change.InnerPath == line[2..]));
        Assert.Equal(string.Join('\n', theirs), string.Join('\n', own));
    }

    private static char Letter(Change change) => change switch
    {
        Change.Added => 'A',
        Change.Removed => 'D',
        _ => 'C',
    };

    private static IEnumerable<string> Lines(LayeredImage image, bool withTimes = true)
    {
        int top = image.Layers.Count - 1;
        LayerIndex index = image.Tree.Layers[top]!;
        return Enumerable.Range(0, index.Count).Select(row => new LayerEntry(image.Layers[top], index, row)).Where(entry => entry.Type is not EntryType.Whiteout and not EntryType.OpaqueWhiteout)
            .Select(entry => $"{entry.ModeString} {entry.Owner} {entry.Size} {(withTimes ? entry.LastWriteTime : null):O} {entry.InnerPath} {entry.LinkTarget}")
            .Concat(Enumerable.Range(0, index.Count).Where(row => index.Row(row).Type is EntryType.Whiteout or EntryType.OpaqueWhiteout).Select(row => index.Path(row))).Order(StringComparer.Ordinal);
    }

    private string Written(ContainerImage image, ImageFormat format)
    {
        string path = Path.Join(Folder.Root, "written");
        ImageExport.Write([image], path, new ExportOptions { Format = format, NewTags = ["written:2"] }, new ReadMeter());
        return path;
    }
}
