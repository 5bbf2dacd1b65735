using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Text;
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
        string bundle = Path.Join(_folder.Root, "bundle" + Guid.NewGuid().ToString("N"));
        string[] rootless = Environment.UserName == "root" ? [] : ["--rootless"];
        CommandLine.Run("umoci", ["unpack", .. rootless, "--image", $"{Tagged(layout)}:it", bundle]);

        Stack.AssertSame(Unpacked(Path.Join(bundle, "rootfs"), rootless.Length == 0), Viewed(image, rootless.Length == 0), layout);
    }

    // umoci finds images by a tag without colons and slashes.
    private string Tagged(string layout)
    {
        string tagged = _folder.Folder("tagged" + Guid.NewGuid().ToString("N"));
        File.Copy(Path.Join(layout, "oci-layout"), Path.Join(tagged, "oci-layout"));
        Directory.CreateSymbolicLink(Path.Join(tagged, "blobs"), Path.GetFullPath(Path.Join(layout, "blobs")));
        JsonNode index = JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")))!;
        index["manifests"]![0]!["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "it" };
        File.WriteAllText(Path.Join(tagged, "index.json"), index.ToJsonString());
        return tagged;
    }

    private static List<string> Viewed(ContainerImage image, bool withOwner)
    {
        LayeredImage layered = LayeredImage.Of(image, [.. image.Layers.Select(layer => image.Store!.ReadLayer(layer, new ReadMeter()))], default);
        return [.. FileLines.OfView(layered, withOwner, withDevices: false).Values.Order(StringComparer.Ordinal)];
    }

    private static List<string> Unpacked(string root, bool withOwner)
    {
        string found = Encoding.Latin1.GetString(CommandLine.Run("find", root, "-mindepth", "1", "-printf", @"%y\t%m\t%U:%G\t%l\t%P\0"));
        return [.. found.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            string[] parts = [.. line.Split('\t', 5).Select(part => EntryName.Decode(Encoding.Latin1.GetBytes(part)))];
            using Stream? content = parts[0] == "f" ? File.OpenRead(Path.Join(root, EntryName.Original(parts[4]))) : null;
            int mode = Convert.ToInt32(parts[1], 8);
            return FileLines.Of("/" + parts[4], parts[0][0], mode, withOwner ? parts[2] : "", parts[3].Length > 0 ? parts[3] : null, content);
        }).Order(StringComparer.Ordinal)];
    }
}
