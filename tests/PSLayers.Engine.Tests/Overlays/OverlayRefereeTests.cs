using System.Globalization;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Mounting;
using PSLayers.Engine.Tests.Referees;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Mounting;
using PSLayers.Overlays;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Overlays;

/// <summary>What a writable view does is what the kernel's overlayfs does: the same random changes give the same files and the same layer, and each goes
/// on with what the other has written.</summary>
[SupportedOSPlatform("linux")]
public sealed class OverlayRefereeTests : ArchiveTest
{
    private const int Changes = 40;

    // More of them by hand: the first seed, and how many.
    private const string FirstVariable = "PSLAYERS_OVERLAY_FIRST", CountVariable = "PSLAYERS_OVERLAY_COUNT";

    [MountFact]
    public void Random_changes_give_what_the_kernel_gives()
    {
        int first = Number(FirstVariable, 0), count = Number(CountVariable, 24);
        var failures = new List<string>();
        for (int seed = first; seed < first + count && failures.Count < 5; seed++)
        {
            if (Difference(seed, afterEach: count == 1) is { } difference)
                failures.Add($"seed {seed}: {difference}");
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    // Of one seed it is told which change made the difference.
    private string? Difference(int seed, bool afterEach)
    {
        LayeredImage image = ImageOpening.Read(Open(ImageOf(seed).DockerArchive(), $"{seed}.tar").Images[0], new ReadMeter());
        // A hard link that leads nowhere is no file for the kernel.
        if (ViewInodes.Of(image, image.Tree.TopView, default).LeftOut > 0)
            return null;
        (string target, string own, string kernel) = (Folder.Folder($"mnt{seed}"), At($"own{seed}"), At($"kernel{seed}"));
        long start = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks - TimeSpan.TicksPerSecond;
        // The marks of users are read by the kernel too, and either driver can be below.
        foreach (string upper in seed % 4 == 3 ? [own, kernel] : Array.Empty<string>())
            BeginAsUser(image, upper);
        ViewDriver driver = seed % 4 == 1 ? ViewDriver.Fuse : ViewDriver.Kernel;
        ViewMount mount = Mount(image, target, kernel, driver);
        RandomChanges? changes = null;
        try
        {
            Dictionary<string, string> merged;
            using (var view = new WritableView(image, UpperFolder.Open(own, ReadLimits.Default)))
            {
                using SafeFileHandle root = OpenFolder(target);
                changes = new RandomChanges(seed, view, root, target);
                for (int i = 0; i < Changes; i++)
                {
                    changes.Next();
                    if (afterEach)
                        Check("the view", OfMount(root, target, start), OfView(view, start));
                }
                merged = OfMount(root, target, start);
                Check("the view", merged, OfView(view, start));
                Check("the layer", LayerOf(kernel, image), LayerOf(own, image));
                foreach (string upper in new[] { own, kernel })
                    Check($"the snapshot of {upper}", UnpackedFile.OfFolder(target), WithoutTimes(UnpackedFile.OfView(Snapshot(image, upper))));
            }
            ViewMounts.Unmount(mount, force: false);
            using (var view = new WritableView(image, UpperFolder.Open(kernel, ReadLimits.Default)))
                Check("the view of the kernel's changes", merged, OfView(view, start));
            mount = Mount(image, target, own, driver);
            using (SafeFileHandle root = OpenFolder(target))
                Check("the kernel's view of our changes", merged, OfMount(root, target, start));
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"{e.Message}\n{string.Join('\n', changes?.Log ?? [])}\n{e.StackTrace}";
        }
        finally
        {
            ViewMounts.Unmount(mount, force: true);
        }
    }

    private static void BeginAsUser(LayeredImage image, string upper)
    {
        using UpperFolder folder = UpperFolder.Open(upper, ReadLimits.Default);
        UpperNote.Of(image.Image, image.Layers.Count - 1, OverlayMarks.User).Write(Path.Join(folder.WorkPath, "image"));
    }

    private static ViewMount Mount(LayeredImage image, string target, string upper, ViewDriver driver)
    {
        MountPlan plan = ViewMounts.Plan(image, image.Tree.TopView, keeps: false, default);
        using UpperFolder folder = WritableMounts.OpenUpper(upper, target, image.Image.Name, ReadLimits.Default);
        return WritableMounts.Mount(plan, target, folder, driver, [], new ReadMeter());
    }

    private static ImageBuilder ImageOf(int seed)
    {
        ImageBuilder image = RandomLayers.Image(seed, layers: 3);
        return image.Layer(new TarBuilder(TarDialect.Pax)
            .File("x/attributes", "x", mode: 0x9ED, uid: 5, xattrs: new Dictionary<string, byte[]> { ["user.note"] = [1, 2] })
            .Directory("x/folder", mode: 0x3FF, gid: 9, xattrs: new Dictionary<string, byte[]> { ["user.folder"] = [3] })
            .File("x/folder/deep/deeper/file", "deep").HardLink("x/further", "x/attributes").Fifo("x/pipe").CharDevice("x/null", 1, 3));
    }

    // Times that are not old are those of the test, and differ.
    private static Dictionary<string, string> OfMount(SafeFileHandle root, string path, long start)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (UpperEntry entry in UpperScan.Of(root, path, ReadLimits.Default, default).Entries)
        {
            UpperFacts facts = entry.Facts;
            string name = EntryName.Decode(entry.Path);
            using Stream content = facts.Type == EntryType.File ? File.OpenRead(Path.Join(path, name)) : Stream.Null;
            files[name] = Line(facts.Type, facts.Mode, (facts.Uid, facts.Gid), facts.LinkTarget, content, facts.Xattrs, facts.Time < start ? facts.Time : 0);
        }
        return files;
    }

    private static Dictionary<string, string> OfView(WritableView view, long start)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new ContentReader(view.Image);
        var open = new Stack<MergedNode>([view.Root]);
        while (open.TryPop(out MergedNode? folder))
        {
            foreach (MergedNode node in view.Children(folder))
            {
                EntryAttributes attributes = node.Attributes;
                using Stream content = node.Type == EntryType.File ? view.OpenRead(node, reader) : Stream.Null;
                long time = (attributes.LastWriteTime!.Value - DateTimeOffset.UnixEpoch).Ticks;
                files[EntryName.Decode(node.RawPath)] = Line(node.Type, attributes.Mode, attributes.Owner!.Value, node.LinkTarget, content, attributes.Xattrs, time < start ? time : 0);
                if (node.IsDirectory)
                    open.Push(node);
            }
        }
        return files;
    }

    private static string Line(EntryType type, int mode, (long Uid, long Gid) owner, byte[] target, Stream content, IReadOnlyDictionary<string, byte[]>? xattrs, long time) =>
        string.Create(CultureInfo.InvariantCulture, $"{type} {(type == EntryType.SymbolicLink ? "-" : Convert.ToString(mode, 8))} {owner.Uid}:{owner.Gid} {EntryName.Decode(target)} {content.Length} {Convert.ToHexString(SHA256.HashData(content))[..8]} ")
        + string.Join(' ', (xattrs ?? new Dictionary<string, byte[]>()).OrderBy(xattr => xattr.Key, StringComparer.Ordinal).Select(xattr => $"{xattr.Key}={Convert.ToHexString(xattr.Value)}"))
        + (type == EntryType.Directory || time == 0 ? "" : $" {new DateTime(DateTime.UnixEpoch.Ticks + time):O}");

    private static Dictionary<string, string> LayerOf(string upper, LayeredImage image)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        using SafeFileHandle root = OpenFolder(upper);
        UpperScan scan = UpperScan.Of(root, upper, ReadLimits.Default, default);
        foreach (UpperEntry entry in scan.Entries)
        {
            // The kernel marks every new directory so.
            bool hides = entry.Facts.IsOpaque && new LowerPaths(image.Tree.TopView).Has(entry.Path);
            entries[EntryName.Decode(entry.Path)] = $"{entry.Facts.Type}{(hides ? " opaque" : "")} {(entry.Facts.Type == EntryType.Whiteout ? "" : $"{Convert.ToString(entry.Facts.Mode, 8)} {entry.Facts.Uid}:{entry.Facts.Gid}")}";
        }
        return entries;
    }

    private static LayeredImage Snapshot(LayeredImage image, string upper)
    {
        using SafeFileHandle root = OpenFolder(upper);
        return WrittenLayer.Snapshot(image, UpperScan.Of(root, upper, ReadLimits.Default, default), new ReadMeter());
    }

    private static void Check(string what, Dictionary<string, string> kernel, Dictionary<string, string> own)
    {
        string[] differences = [.. kernel.Keys.Union(own.Keys).Order(StringComparer.Ordinal)
            .Where(path => kernel.GetValueOrDefault(path) != own.GetValueOrDefault(path))
            .Select(path => $"{path}\n  kernel: {kernel.GetValueOrDefault(path) ?? "-"}\n  own:    {own.GetValueOrDefault(path) ?? "-"}")];
        Assert.True(differences.Length == 0, $"{what} differs:\n{string.Join('\n', differences)}");
    }

    private static void Check(string what, Dictionary<string, UnpackedFile> kernel, Dictionary<string, UnpackedFile> own)
    {
        string[] differences = [.. UnpackedFile.Differences(kernel, own)];
        Assert.True(differences.Length == 0, $"{what} differs:\n{string.Join('\n', differences)}");
    }

    private static Dictionary<string, UnpackedFile> WithoutTimes(Dictionary<string, UnpackedFile> files) => files.ToDictionary(file => file.Key, file => file.Value with { Time = null });

    private static SafeFileHandle OpenFolder(string path)
    {
        int descriptor = Libc.Open(UnixName.OfHost(path), UnixConstants.OpenRootFolder);
        Assert.True(descriptor >= 0, path);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private string At(string name) => Path.Join(Folder.Root, name);

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;
}
