using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Adding;

/// <summary>Single files, whiteouts, and tars as they are.</summary>
public sealed class AddedFileTests : AddingTest
{
    [Theory]
    [InlineData("/opt/app.conf", "/opt/app.conf")]
    [InlineData("/etc", "/etc/mine")]
    [InlineData("/opt/", "/opt/mine")]
    [InlineData("/etc/.", "/etc/mine")]
    [InlineData("/", "/mine")]
    [InlineData("/bin", "/usr/bin/mine")]
    [InlineData("/data", "/srv/data")]
    [InlineData("/file", "/file")]
    public void A_file_goes_into_a_directory_or_gets_the_name(string innerPath, string shown)
    {
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Path.Join(Site("mine"), "mine")], InnerPath = innerPath });

        Assert.Equal("mine", Text(added, shown));
        Assert.EndsWith(shown, Lines(added)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Several_files_go_into_a_directory()
    {
        string folder = Site("a", "b");

        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Path.Join(folder, "a"), Path.Join(folder, "b")], InnerPath = "/opt" });

        Assert.Equal(("a", "b"), (Text(added, "/opt/a"), Text(added, "/opt/b")));
    }

    [Fact]
    public void What_is_not_there_is_an_error() =>
        Assert.Equal(ImageErrorId.PathNotFound, Refusal(BaseImage(), new Addition { Sources = [Path.Join(Folder.Root, "nothing")] }));

    [Fact]
    public void Whiteouts_remove_what_the_image_has()
    {
        LayeredImage added = Add(BaseImage(), new Addition { Whiteouts = ["/var/www/old.html", "etc", "/var/run", "/bin/sh", "etc"] });

        Assert.Equal(["/.wh.etc", "/usr", "/usr/bin", "/usr/bin/.wh.sh", "/var", "/var/.wh.run", "/var/www", "/var/www/.wh.old.html"], Lines(added).Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal));
        foreach (string gone in (ReadOnlySpan<string>)["/etc", "/usr/bin/sh", "/var/run", "/var/www/old.html"])
            Assert.Null(LinkResolver.Find(added.Tree.TopView, System.Text.Encoding.UTF8.GetBytes(gone), followLast: false, added.Limits, out _));
        Assert.NotNull(LinkResolver.Find(added.Tree.TopView, "/run"u8, followLast: false, added.Limits, out _));
    }

    [Theory]
    [InlineData("/nothing", ImageErrorId.FileNotFound)]
    [InlineData("/", ImageErrorId.UnsafeName)]
    [InlineData("/file/x", ImageErrorId.NotADirectory)]
    public void A_whiteout_of_nothing_is_refused(string path, ImageErrorId expected) => Assert.Equal(expected, Refusal(BaseImage(), new Addition { Whiteouts = [path] }));

    [Fact]
    public void What_is_removed_and_added_at_once_is_refused() =>
        Assert.Equal(ImageErrorId.NameCollision, Refusal(BaseImage(), new Addition { Sources = [Site("x")], InnerPath = "/etc", Whiteouts = ["/etc"] }));

    [Fact]
    public void An_opaque_directory_shows_only_what_the_layer_has()
    {
        LayeredImage added = Add(BaseImage(), new Addition { Sources = [Site("new.html")], InnerPath = "/var/www", IsOpaque = true });

        TreeView view = added.Tree.TopView;
        ViewNode folder = LinkResolver.Find(view, "/var/www"u8, followLast: true, added.Limits, out _)!.Value;
        Assert.Equal(["/var/www/new.html"], view.Children(folder).Select(child => view.Tree.Path(child.Node)));
    }

    [Theory]
    [InlineData(Packing.None, "application/vnd.oci.image.layer.v1.tar")]
    [InlineData(Packing.Gzip, "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData(Packing.Zstd, "application/vnd.oci.image.layer.v1.tar+zstd")]
    public void A_tar_becomes_the_layer_byte_for_byte(Packing packing, string mediaType)
    {
        byte[] tar = new TarBuilder().File("hello", "hello").Build();
        byte[] stored = Compress.Apply(packing, tar).Stored;

        ContainerImage image = AddedLayer.OfTar(BaseImage(), Folder.Write("layer.tar", stored), Step, new ReadMeter(), []);

        LayerSource layer = image.Layers[^1];
        Assert.Equal((Digest.Of(tar).ToString(), Digest.Of(stored), (long?)stored.Length, mediaType), (layer.DiffId, layer.Descriptor.Digest!.Value, layer.Descriptor.Size, layer.Descriptor.MediaType));
        using ByteReader reader = layer.Blob!.OpenStored();
        byte[] read = new byte[stored.Length];
        Assert.Equal(stored.Length, reader.ReadFully(read, 0));
        Assert.Equal(stored, read);
        Assert.Equal("hello", Text(Tree(image), "/hello"));
        Assert.Equal("test", image.Config!.History[^1].CreatedBy);
    }

    [Fact]
    public void What_is_no_whole_tar_is_no_layer()
    {
        byte[] tar = new TarBuilder().File("hello", new byte[5000]).Build();

        Assert.Equal(ImageErrorId.TarHeaderCorrupt, Of([.. "no tar at all"u8, .. new byte[2000]]));
        Assert.Equal(ImageErrorId.LayerTruncated, Of(tar[..2000]));
        Assert.Equal(ImageErrorId.LayerUnreadable, Of(Compress.Xz(tar)));

        ImageErrorId Of(byte[] stored)
        {
            string path = Folder.Write("x.tar", stored);
            return Assert.Throws<ImageException>(() => AddedLayer.OfTar(BaseImage(), path, Step, new ReadMeter(), [])).ErrorId;
        }
    }
}
