using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The merged view beside what umoci unpacks from the same image: type, mode, owner, size, link target and content of every path.</summary>
public sealed class UnpackedTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("umoci")]
    public void The_sample_is_unpacked_as_its_view_shows_it()
    {
        string layout = _folder.Folder("layout");
        CommandLine.Run("tar", "-xf", RealImages.Sample("pyapp.oci.tar"), "-C", layout);
        AssertSame(layout);
    }

    [ToolFact("umoci")]
    public void Layers_with_whiteouts_links_and_replaced_directories_are_unpacked_as_their_view_shows_them()
    {
        string[][] layers =
        [
            ["run/", "run/x", "var/", "var/run -> ../run", "a/", "a/old", "b/", "b/c/", "b/c/d", "f", "h", "i => h", "k", "s -> f"],
            ["var/run/y", "a/.wh..wh..opq", "a/", "a/new", "b/.wh.c", "f/", "f/inside", ".wh.h", "implied/deep/file"],
            ["b/c/", "b/c/e", "k => a/new", ".wh.s", "implied/deep/.wh.file"],
        ];
        string layout = _folder.Folder("layout");
        string archive = _folder.Write("image.tar", EntryLine.Image(layers).OciArchive());
        CommandLine.Run("tar", "-xf", archive, "-C", layout);
        AssertSame(layout);
    }

    [ToolFact("umoci")]
    public void Layers_that_name_a_path_twice_or_link_below_themselves_are_unpacked_as_their_view_shows_them()
    {
        string[][][] images =
        [
            [["x/", "x/c", "x -> c"]],
            [["x/", "x/low"], ["x -> y", "x/", "x/new"]],
            [["x/", "x/l -> /z", "x", "x/", "x/l/", "x/l/f"]],
            [["a", "b => a", "./a", "c => a"]],
            [["a"], ["b => a", "./a", "c => a"]],
            [["a/", "b/", "l -> a", "l/one", "l -> b", "l/two", "l/", "l/three"]],
            [["run/", "run/b", "var -> run"], ["var/c", "var/.wh.b"]],
            [["d/", "d/low"], ["d/new", ".wh.d", "d/"]],
        ];
        for (int i = 0; i < images.Length; i++)
        {
            string layout = _folder.Folder($"odd{i}");
            CommandLine.Run("tar", "-xf", _folder.Write($"odd{i}.tar", EntryLine.Image(images[i]).OciArchive()), "-C", layout);
            AssertSame(layout);
        }
    }

    [ToolFact("umoci")]
    public void Real_images_are_unpacked_as_their_view_shows_them()
    {
        foreach (string layout in RealImages.Layouts)
            AssertSame(layout);
    }

    private void AssertSame(string layout)
    {
        ContainerImage image = ImageArchive.Open(layout).Images.First(image => image.Kind == ImageKind.Image);
        string root = Umoci.Unpack(_folder, layout, out string refusal) ?? throw new InvalidOperationException(refusal);
        LayeredImage layered = LayeredImage.Of(image, [.. image.Layers.Select(layer => image.Store!.ReadLayer(layer, new ReadMeter()))], default);
        Assert.Equal([], UnpackedFile.Differences(UnpackedFile.OfFolder(root), UnpackedFile.OfView(layered)));
    }
}
