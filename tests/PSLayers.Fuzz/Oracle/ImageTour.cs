using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Secrets;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Fuzzing.Oracle;

/// <summary>Asks an image all that users ask, and checks that the answers agree with each other.</summary>
internal static class ImageTour
{
    private const int MostFiles = 200;
    private const int MostContent = 20;

    /// <summary>Reads the layers of an image, one after the other, and makes the tour.</summary>
    /// <returns>The image with its tree; null where it is an artifact of another kind.</returns>
    public static LayeredImage? Of(ContainerImage image, Watch watch)
    {
        watch.Text(image.Name);
        watch.See(image.Warnings);
        foreach (HistoryEntry step in HistoryPairing.Entries(image, new long?[image.LayerCount]))
            watch.Text(step.CreatedBy + step.Instruction + step.Comment + step.Author);
        if (image.Kind != ImageKind.Image || image.Store is not { } store)
            return null;
        var contents = new LayerIndex?[image.LayerCount];
        MemoryBudget budget = store.BudgetFor(image, image.Layers);
        for (int layer = 0; layer < contents.Length; layer++)
        {
            int at = layer;
            watch.Try(() => contents[at] = store.ReadLayer(image.Layers[at], watch.Meter, LayerNeeds.Entries, budget));
            watch.See(contents[layer]?.Damage);
            watch.See(contents[layer]?.Warnings ?? []);
        }
        LayeredImage layered = LayeredImage.Of(image, contents, watch.Meter.Cancellation);
        Of(layered, watch);
        return layered;
    }

    /// <summary>Makes the tour.</summary>
    public static void Of(LayeredImage image, Watch watch)
    {
        watch.Images++;
        watch.See(image.Tree.Warnings);
        foreach (int top in new[] { -1, 0, image.Layers.Count - 1 }.Distinct().Where(top => top < image.Layers.Count))
            View(image, image.Tree.View(top), watch);
        Entries(image, watch);
        Differences(image, watch);
        watch.Try(() => Measure(image, watch));
        Contents(image, watch);
        watch.Try(() => Secrets(image, watch));
    }

    private static void Secrets(LayeredImage image, Watch watch)
    {
        foreach (ImageSecret secret in ImageSecrets.Of(image, new SecretOptions { IncludesValue = true }, watch.Meter).Found)
        {
            watch.Text($"{secret.Kind} {secret.Place} {secret.Match}");
            watch.Expect(!secret.Visible || secret.HiddenByLayer is null, "a secret that is hidden and can be seen");
        }
    }

    private static void View(LayeredImage image, TreeView view, Watch watch)
    {
        LayeredTree tree = view.Tree;
        var shown = new Dictionary<int, ViewNode>();
        foreach (ViewNode node in view.Descendants(view.Root, cancellation: watch.Meter.Cancellation))
        {
            watch.Expect(shown.TryAdd(node.Node, node), "a path that a view shows twice");
            int parent = tree.Parent(node.Node);
            watch.Expect(parent == LayeredTree.Root || (shown.TryGetValue(parent, out ViewNode above) && view.IsDirectory(above)), "a path below what is no directory");
            watch.Expect(view.Find(node.Node) == node, "a path that is not found where it is shown");
        }
        watch.Expect(shown.Count == view.Everything().Count(node => shown.TryGetValue(node.Node, out ViewNode same) && same == node), "two ways to list a view that differ");
        foreach (ViewNode node in shown.Values.Take(MostFiles))
        {
            ImageFile file = image.File(node);
            watch.Text(file.InnerPath + file.LinkTarget + file.ModeString);
            watch.Expect(file.ContentSize >= 0 && file.Size >= 0, "a size below zero");
        }
        foreach (HiddenVersion hidden in HiddenVersions.Of(view, watch.Meter.Cancellation))
        {
            watch.Expect(hidden.Reason == HiddenReason.Duplicate || !shown.TryGetValue(hidden.Node, out ViewNode seen) || seen.Version != hidden.Version,
                "an entry that is hidden and can be seen");
            watch.Expect(hidden.ByLayer <= view.Top && hidden.ByLayer >= tree.Version(hidden.Version).Layer, "an entry that no layer hides");
        }
        watch.Try(() => PathWalk.Find(view, PathWalk.Read(tree, "**/a*"), image.Limits, LayeredTree.Root, watch.Meter.Cancellation));
    }

    private static void Entries(LayeredImage image, Watch watch)
    {
        foreach (ImageLayer layer in image.Layers)
        {
            watch.Text(layer.CreatedBy);
            LayerIndex? index = image.Tree.Layers[layer.LayerIndex];
            for (int row = 0; row < Math.Min(index?.Count ?? 0, MostFiles); row++)
            {
                var entry = new LayerEntry(layer, index!, row);
                watch.Text(entry.InnerPath + entry.Name + entry.LinkTarget + entry.User + entry.Group + entry.ModeString + entry.Capabilities);
                watch.Text(string.Join(' ', entry.Xattrs?.Keys ?? []));
                watch.Expect(entry.InnerPath.StartsWith('/') && entry.Size >= 0 && entry.LastWriteTime.Ticks >= 0 && entry.RawName is not null, "an entry without a place");
                _ = (entry.DeviceMajor, entry.DeviceMinor, entry.Owner);
            }
        }
    }

    private static void Differences(LayeredImage image, Watch watch)
    {
        int top = image.Layers.Count - 1;
        foreach (bool skips in new[] { true, false })
        {
            watch.Try(() =>
            {
                LayerDiff diff = LayerDiff.OfLayers(image, Enumerable.Range(0, image.Layers.Count), new DiffOptions { SkipContent = skips, Recurse = skips }, watch.Meter);
                foreach (LayerChange change in diff.Changes.Take(MostFiles))
                    watch.Text(change.InnerPath + change.LinkTarget + change.SizeDelta);
                watch.See(diff.Errors);
            });
        }
        watch.Expect(!LayerDiff.Between(image, top, top, DiffOptions.Default, watch.Meter).Changes.Any(), "a view that differs from itself");
        int[] nodes = [.. Enumerable.Range(0, image.Tree.NodeCount).Where(node => PathTrace.HasLife(image.Tree, node)).Take(MostContent)];
        watch.Try(() =>
        {
            PathTrace trace = PathTrace.Of(image, nodes, top, withContent: true, watch.Meter);
            watch.See(trace.Errors);
            foreach (FileVersion version in trace.Versions)
                watch.Text(version.InnerPath + version.ModeString + version.LinkTarget);
        });
    }

    private static void Measure(LayeredImage image, Watch watch)
    {
        MeasureResult result = MeasureResult.Of(image, image.Layers.Count - 1, new MeasureOptions { DuplicateContent = true }, watch.Meter);
        watch.See(result.Errors);
        ImageMeasure measure = result.Measure;
        watch.Expect(measure is { Size: >= 0, ViewSize: >= 0, HiddenSize: >= 0, Efficiency: >= 0 and <= 1 }, "a measure that cannot be");
        foreach (WastedFile file in measure.WastedFiles)
            watch.Text(file.InnerPath);
    }

    private static void Contents(LayeredImage image, Watch watch)
    {
        byte[] buffer = new byte[4096];
        using var reader = new ContentReader(image, watch.Meter);
        TreeView view = image.Tree.TopView;
        foreach (ViewNode node in view.Descendants(view.Root).Take(MostFiles).Where(node => node.Version >= 0).Take(MostContent))
        {
            watch.Try(() =>
            {
                ContentPlace place = ContentFinder.Find(image, view, image.File(node).InnerPath);
                using EntryStream content = reader.Open(place.Layer, place.Row);
                long length = 0;
                for (int read; length < 16 * buffer.Length && (read = content.Read(buffer)) > 0;)
                    length += read;
                watch.Expect(length == content.Length || (length >= 16 * buffer.Length && content.Length > length - buffer.Length), "a file that ends before its end");
                content.Position = Math.Max(0, content.Length - 100);
                watch.Expect(content.Read(buffer) is > 0 || content.Length == 0, "a file without its last bytes");
                content.Position = 0;
                _ = TailFinder.LastLines(content, 3, image.Limits);
            });
        }
    }
}
