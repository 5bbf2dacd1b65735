using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>What is unpacked is what umoci unpacks, and what the view shows.</summary>
public sealed class UnpackedTreeTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => CommandLine.Run("rm", "-rf", _folder.Root);

    [ToolFact("umoci")]
    public void Random_layers_are_unpacked_alike()
    {
        int compared = 0;
        for (int seed = 1; seed <= 30; seed++)
        {
            // umoci makes no directory where a lower layer has a file.
            string? refusal = Compare(RandomLayers.Image(seed, layers: 3, entries: 20, packing: seed % 2 == 0 ? Packing.Gzip : Packing.None));
            Assert.True(refusal is null || refusal.EndsWith(": not a directory", StringComparison.Ordinal), refusal);
            compared += refusal is null ? 1 : 0;
        }
        Assert.InRange(compared, 10, 30);
    }

    [ToolFact("find", "sha256sum")]
    public void Layers_that_engines_refuse_are_unpacked_as_the_view_shows_them()
    {
        for (int seed = 100; seed < 130; seed++)
        {
            LayeredImage image = Open(RandomLayers.Image(seed, layers: 4, entries: 60, tidy: false));
            string ours = Path.Join(_folder.Root, $"ours{seed}");
            var options = new ExtractionOptions { PreserveOwnership = Umoci.KeepsOwners };
            ExpansionReport report = ImageExpansion.Write(image, image.Tree.TopView, ours, null, options, new ReadMeter());

            HashSet<string> refused = [.. report.Errors.Select(error => "/" + (error.Member ?? error.Reason.Split(' ')[0]).TrimStart('/'))];
            Dictionary<string, UnpackedFile> shown = UnpackedFile.OfView(image);
            foreach (string path in shown.Keys.Where(path => refused.Contains(path)).ToList())
                shown.Remove(path);
            Assert.Empty(UnpackedFile.Differences(UnpackedFile.OfFolder(ours), shown));
        }
    }

    [ToolFact("umoci")]
    public void Every_kind_of_entry_is_unpacked_alike() => Assert.Null(Compare(new ImageBuilder()
        .Layer(new TarBuilder(TarDialect.Pax).Directory("d", mode: 0b1_111_111_111, uid: 12, gid: 34)
            .File("d/f", "content", mode: 0b110_111_101_001, uid: 1000, gid: 5)
            .File("d/attributes", "x", xattrs: new Dictionary<string, byte[]> { ["user.note"] = "value"u8.ToArray() })
            .HardLink("hard", "d/f").Symlink("d/link", "../nowhere", uid: 7)
            .Fifo("pipe").CharDevice("null", 1, 3).BlockDevice("loop", 7, 300)
            .Entry(new TarEntrySpec { Name = [0xC3, 0x28], Content = "no text"u8.ToArray() })
            .Entry(new TarEntrySpec { Path = "exact", Time = 1.987654321m, Dialect = TarDialect.Pax })
            .PaxSparse10("sparse", 1 << 20, new SparsePiece(500_000, "middle"u8.ToArray())))
        .Layer(new TarBuilder().HardLink("second", "hard").Whiteout("d/attributes").File("d/new", "new"))));

    // Says what umoci refuses the image for.
    private string? Compare(ImageBuilder image)
    {
        LayeredImage layered = Open(image);
        string? theirs = Umoci.Unpack(_folder, layered.Image.ImagePath, out string refusal);
        if (theirs is null)
            return refusal;
        string ours = Path.Join(_folder.Root, "ours" + Guid.NewGuid().ToString("N"));

        ExpansionReport report = ImageExpansion.Write(layered, layered.Tree.TopView, ours, null, new ExtractionOptions { PreserveOwnership = Umoci.KeepsOwners, IncludeSpecial = Umoci.KeepsOwners }, new ReadMeter());
        Assert.Empty(report.Errors);
        Assert.Equal(Lines(theirs), Lines(ours));
        return null;
    }

    private LayeredImage Open(ImageBuilder image)
    {
        string layout = _folder.Folder("layout" + Guid.NewGuid().ToString("N"));
        image.OciLayoutFolder(layout);
        ContainerImage opened = ImageArchive.Open(layout).Images[0];
        return LayeredImage.Of(opened, [.. opened.Layers.Select(layer => opened.Store!.ReadLayer(layer, new ReadMeter()))], default);
    }

    // Path, type, mode, owner, names, size, time, target, attributes and content. The time of a directory that no layer lists is that of the
    // run with umoci, and 1970 here.
    private static string[] Lines(string root)
    {
        string script = """
            cd "$1" || exit 1
            find . -mindepth 1 \( -type d -printf '%P %y %m %U:%G\n' -o -type l -printf '%P %y %U:%G %n %T@ -> %l\n' -o -printf '%P %y %m %U:%G %n %s %T@\n' \)
            find . -type f -exec sha256sum {} +
            find . \( -type b -o -type c \) -exec stat -c '%n %t %T' {} +
            """;
        return [.. Encoding.Latin1.GetString(CommandLine.Run("sh", "-c", script, "sh", root)).Split('\n').Order(StringComparer.Ordinal)];
    }
}
