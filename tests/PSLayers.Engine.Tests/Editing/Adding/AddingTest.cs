using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Content;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Adding;

/// <summary>What tests of added layers share: an image, and one way to add to it.</summary>
public abstract class AddingTest : ContentTest
{
    private protected static readonly LayerStep Step = new("test");

    /// <summary>A base with users, a directory that everybody may write to, and links as distributions have them.</summary>
    private protected ContainerImage BaseImage() => OpenOne(new ImageBuilder().Tag("base:1").Layer(Base()).DockerArchive());

    private protected static TarBuilder Base() => new TarBuilder()
        .Directory("usr").Directory("usr/bin").File("usr/bin/sh", "sh").Symlink("bin", "usr/bin")
        .Directory("run", mode: 0b111_000_101).Directory("var", uid: 7, gid: 8).Symlink("var/run", "/run").Directory("var/www").File("var/www/old.html", "old")
        .Directory("tmp", mode: 0b001_111_111_111)
        .Directory("etc").File("etc/passwd", "root:x:0:0::/root:/bin/sh\nwww-data:x:33:34::/var/www:/bin/sh\n").File("etc/group", "root:x:0:\nstaff:x:50:\n")
        .Symlink("data", "/srv/data").Symlink("loop", "loop").File("file", "file");

    private protected static LayeredImage Tree(ContainerImage image)
    {
        var findings = new ImageFindings();
        LayeredImage tree = ImageOpening.Read(image, new ReadMeter(), findings);
        Assert.Empty(findings.Errors);
        Assert.Empty(findings.Warnings);
        return tree;
    }

    private protected static LayeredImage Add(ContainerImage image, Addition addition)
    {
        var warnings = new List<ImageWarning>();
        LayeredImage tree = Tree(AddedLayer.Of(Tree(image), addition, Step, new ReadMeter(), warnings));
        Assert.Empty(warnings);
        return tree;
    }

    private protected static ImageErrorId Refusal(ContainerImage image, Addition addition) =>
        Assert.Throws<ImageException>(() => AddedLayer.Of(Tree(image), addition, Step, new ReadMeter(), [])).ErrorId;

    /// <summary>The entries of the layer on top, each as a line.</summary>
    private protected static string[] Lines(LayeredImage image)
    {
        int top = image.Layers.Count - 1;
        return [.. Enumerable.Range(0, image.Tree.Layers[top]!.Count).Select(row => new LayerEntry(image.Layers[top], image.Tree.Layers[top]!, row))
            .Select(entry => $"{entry.ModeString} {entry.Owner} {entry.InnerPath}{(entry.LinkTarget is { } target ? " -> " + target : "")}")];
    }

    private protected string Site(params string[] files)
    {
        string folder = Folder.Folder("site" + Guid.NewGuid().ToString("N"));
        foreach (string file in files)
            Write(folder, file);
        return folder;
    }

    private protected static void Write(string folder, string file)
    {
        string path = Path.Join(folder, file);
        if (file.EndsWith('/'))
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, file);
    }
}
