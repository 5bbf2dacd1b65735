using System.Formats.Tar;
using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Editing.Adding;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Engines unpack an added layer to what its view shows.</summary>
public sealed class AddedLayerTests : AddingTest
{
    [ToolFact("umoci", "tar")]
    public void Umoci_unpacks_what_the_view_shows()
    {
        LayeredImage added = Added();
        string layout = Folder.Folder("layout");
        CommandLine.Run("tar", "-xf", Folder.Write("added.tar", Built(added).OciArchive()), "-C", layout);

        string? unpacked = Umoci.Unpack(Folder, layout, out string refusal);

        Assert.True(unpacked is not null, refusal);
        Assert.Empty(UnpackedFile.Differences(UnpackedFile.OfFolder(unpacked), UnpackedFile.OfView(added)));
    }

    [DockerFact]
    public void A_Docker_engine_keeps_the_modes_of_the_directories_above()
    {
        Assert.Null(DockerEngine.Load(Built(Added()).DockerArchive()));
        using DockerEngine.Container container = DockerEngine.Create("added:1");
        using var reader = new TarReader(container.Export());
        var modes = new Dictionary<string, string>();
        while (reader.GetNextEntry() is { } entry)
            modes[entry.Name.TrimEnd('/')] = $"{entry.EntryType} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid}";

        Assert.Equal(("Directory 1777 0:0", "Directory 755 7:8", "Directory 705 0:0"), (modes["tmp"], modes["var"], modes["run"]));
        Assert.Equal(("SymbolicLink 777 0:0", "SymbolicLink 777 0:0", "RegularFile 644 33:34"), (modes["bin"], modes["var/run"], modes["usr/bin/tool"]));
        Assert.False(modes.ContainsKey("var/www/old.html"));
        DockerEngine.Remove("added:1");
    }

    private LayeredImage Added()
    {
        ContainerImage image = BaseImage();
        LayeredImage one = Add(image, new Addition { Sources = [Site("bin/tool", $"{new string('d', 120)}/日本/{new string('ü', 100)}", "opt/x")], Owner = "www-data" });
        LayeredImage two = Add(one.Image, new Addition { Sources = [Site("new.html")], InnerPath = "/var/www", IsOpaque = true });
        LayeredImage three = Add(two.Image, new Addition { Sources = [Site("x")], InnerPath = "/tmp" });
        return Add(three.Image, new Addition { Sources = [Site("pid")], InnerPath = "/var/run/deep", Whiteouts = ["/etc/group", "/data"] });
    }

    // The same layers in an archive.
    private static ImageBuilder Built(LayeredImage image)
    {
        var builder = new ImageBuilder().Tag("added:1");
        foreach (LayerSource layer in image.Image.Layers)
        {
            byte[] tar = new byte[layer.Blob!.Length];
            using ByteReader reader = layer.Blob.OpenStored();
            Assert.Equal(tar.Length, reader.ReadFully(tar, 0));
            builder.Layer(tar);
        }
        return builder;
    }
}
