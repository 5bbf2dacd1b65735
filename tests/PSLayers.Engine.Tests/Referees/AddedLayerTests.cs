using System.Formats.Tar;
using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Editing.Adding;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Engines unpack an added layer to what its view shows.</summary>
public sealed class AddedLayerTests : AddingTest
{
    [ToolFact("umoci")]
    public void Umoci_unpacks_what_the_view_shows()
    {
        LayeredImage added = Added();

        string? unpacked = Umoci.Unpack(Folder, Written(added, ImageFormat.OciLayout), out string refusal);

        Assert.True(unpacked is not null, refusal);
        Assert.Empty(UnpackedFile.Differences(UnpackedFile.OfFolder(unpacked), UnpackedFile.OfView(added)));
    }

    [DockerFact]
    public void A_Docker_engine_keeps_the_modes_of_the_directories_above()
    {
        using (FileStream archive = File.OpenRead(Written(Added(), ImageFormat.DockerArchive)))
            Assert.Null(DockerEngine.Load(archive));
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

    private string Written(LayeredImage image, ImageFormat format)
    {
        string path = Path.Join(Folder.Root, "written");
        ImageExport.Write([image.Image], path, new ExportOptions { Format = format, NewTags = ["added:1"] }, new ReadMeter());
        return path;
    }
}
