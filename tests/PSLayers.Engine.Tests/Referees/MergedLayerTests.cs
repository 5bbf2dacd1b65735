using System.Formats.Tar;
using PSLayers.Bytes;
using PSLayers.Editing.Merging;
using PSLayers.Engine.Tests.Editing.Planning;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Other programs unpack a merged image to what the image was before, and the tar of a view to what the view shows.</summary>
public sealed class MergedLayerTests : IDisposable
{
    private const int Seeds = 12;

    private static readonly string[][][] Stacks =
    [
        [["f", "h => f", "i => f"], [".wh.f", "x"], ["i", "y"]],
        [["usr/", "usr/lib/", "usr/lib/a", "lib -> usr/lib", "run/", "var/", "var/run -> ../run"], ["lib/b", "var/run/pid"], ["usr/lib/.wh.a", "var/run/.wh.pid", "l => usr/lib/b"]],
        [["d/", "d/old", "d/sub/", "d/sub/x", "f"], [".wh.d", "d/", "d/new"], ["f/", "f/in", "d/more"], ["d/sub", ".wh.f"]],
        [["e/", "e/x", "d -> e"], [".wh.d", "d/", "d/x"], ["d/y", "e/.wh..wh..opq"]],
        [["a/b/c"], ["a/b/.wh.c"], ["k", "a/.wh.b", "m/n"]],
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolFact("umoci", "tar")]
    public void Umoci_unpacks_the_same_from_a_merged_image()
    {
        foreach (LayeredImage image in Images())
        {
            if (Unpacked(image.Image) is not { } before)
                continue;
            int top = image.Layers.Count - 1;
            foreach (LayerRun run in new[] { new LayerRun(0, top), new LayerRun(1, top), new LayerRun(0, top - 1), new LayerRun(1, top - 1) })
            {
                ContainerImage merged = MergedImage.Of(image, run, MergedHistory.Keep, new ReadMeter());
                AssertSame(UnpackedFile.Differences(Unpacked(merged)!, before));
            }
        }
    }

    [ToolFact("tar")]
    public void Tar_unpacks_the_root_file_system_of_each_view()
    {
        foreach (LayeredImage image in Images())
        {
            string tar = Path.Join(_folder.Root, $"{Guid.NewGuid():N}.tar"), root = _folder.Folder($"{Guid.NewGuid():N}");
            RootFileSystemTar.Write(image, image.Tree.TopView, tar, LayerPacking.AsStored, replaces: false, [], new ReadMeter());

            CommandLine.Run("tar", "--numeric-owner", "-xpf", tar, "-C", root);

            AssertSame(UnpackedFile.Differences(UnpackedFile.OfFolder(root), UnpackedFile.OfView(image)));
        }
    }

    [DockerFact]
    public void A_Docker_engine_shows_a_merged_image_as_before()
    {
        foreach (string[][] stack in Stacks)
        {
            LayeredImage image = Edited.Open(_folder, EntryLine.Image(stack));
            for (int first = 0; first < stack.Length - 1; first++)
            {
                ContainerImage merged = MergedImage.Of(image, new LayerRun(first, stack.Length - 1), MergedHistory.Keep, new ReadMeter());
                string archive = Path.Join(_folder.Root, $"{Guid.NewGuid():N}.tar");
                ImageExport.Write([merged], archive, new ExportOptions { NewTags = ["merged:1"] }, new ReadMeter());

                using FileStream written = File.OpenRead(archive);
                Assert.Null(DockerEngine.Load(written));
                SortedSet<string> shown = [.. ShownFiles.Of(image, stack.Length - 1).Keys.Where(path => path != "/")];
                using (DockerEngine.Container container = DockerEngine.Create("merged:1"))
                    Assert.Empty(shown.Except(Exported(container)));
                DockerEngine.Remove("merged:1");
            }
        }
    }

    private static void AssertSame(IEnumerable<string> differences) => Assert.True(!differences.Any(), string.Join('\n', differences));

    private static List<string> Exported(DockerEngine.Container container)
    {
        using var reader = new TarReader(container.Export());
        var paths = new List<string>();
        while (reader.GetNextEntry() is { } entry)
            paths.Add("/" + entry.Name.TrimEnd('/'));
        return paths;
    }

    private IEnumerable<LayeredImage> Images() =>
    [
        .. Stacks.Select(stack => Edited.Open(_folder, EntryLine.Image(stack))),
        .. Enumerable.Range(0, Seeds).Select(seed => Edited.Open(_folder, Random(seed))),
    ];

    // Of a hard link some programs take the owner and the time of its own entry, and others those of its file: so they are the same.
    private static ImageBuilder Random(int seed)
    {
        ImageBuilder image = new ImageBuilder().Tag("random:1");
        foreach (IReadOnlyList<TarEntrySpec> layer in RandomLayers.Entries(seed, layers: 3, entries: 14))
        {
            Dictionary<string, TarEntrySpec> files = layer.Where(entry => entry.TypeFlag == '0').ToDictionary(entry => entry.Path);
            image.Layer(RandomLayers.Tar(layer.Select(entry => entry.TypeFlag == '1' && files.GetValueOrDefault(entry.Target) is { } file
                ? entry with { Uid = file.Uid, Mode = file.Mode, Time = file.Time } : entry)), (Packing)(seed % 3));
        }
        return image;
    }

    private Dictionary<string, UnpackedFile>? Unpacked(ContainerImage image)
    {
        string layout = Path.Join(_folder.Root, $"{Guid.NewGuid():N}");
        ImageExport.Write([image], layout, new ExportOptions { Format = ImageFormat.OciLayout }, new ReadMeter());
        return Umoci.Unpack(_folder, layout, out _) is { } root ? UnpackedFile.OfFolder(root) : null;
    }
}
