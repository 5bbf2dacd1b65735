using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Editing;
using PSLayers.Editing.Adding;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>An upper folder as a layer of images (image-spec, layer.md, "Representing Changes"): what overlayfs marks as removed becomes whiteouts.</summary>
[SupportedOSPlatform("linux")]
internal static class WrittenLayer
{
    private const string HostsAttributes = "security.", Capability = "security.capability";

    /// <summary>The layer.</summary>
    /// <param name="lower">The image that the changes are to.</param>
    /// <param name="scan">The changes.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="edited">The time of the edit, which whiteouts have.</param>
    /// <param name="latest">No file is later than this; null for any time.</param>
    public static LayerSource Of(LayeredImage lower, UpperScan scan, string name, DateTimeOffset edited, DateTimeOffset? latest) =>
        Of(Entries(lower, scan), name, edited, latest);

    /// <summary>The image with the changes on top, to look at. No content is read, so the layer has no digest yet.</summary>
    /// <param name="lower">The image that the changes are to.</param>
    /// <param name="scan">The changes.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    public static LayeredImage Snapshot(LayeredImage lower, UpperScan scan, ReadMeter meter)
    {
        List<NewEntry> entries = Entries(lower, scan);
        ContainerImage image = lower.Image;
        ConfigEdit config = new LayerStep(LayerStep.Changes).AddTo(image);
        var table = new LayerIndexBuilder(LayerStep.Changes, image.Limits);
        SplicedSource tar = LayerTar.Of(entries, config.TimeOf(image), EditTimes.Stated(), table);
        LayerSource layer = EditedImage.Layer(tar, LayerStep.Changes) with { Restamp = time => Of(entries, LayerStep.Changes, time, time) };
        LayerIndex index = table.Build(tar.Length, damage: null);
        return LayeredImage.OnTop(EditedImage.OnTop(image, layer, index, config), lower, index, meter.Cancellation);
    }

    /// <summary>The image with the changes as a layer, as <c>docker commit</c> makes it. Where there are none, the image has a step more in its
    /// history and no layer, as there.</summary>
    /// <param name="lower">The image that the changes are to.</param>
    /// <param name="scan">The changes.</param>
    /// <param name="step">What the history says of them.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static ContainerImage Commit(LayeredImage lower, UpperScan scan, LayerStep step, ReadMeter meter)
    {
        ContainerImage image = lower.Image;
        EditedImage.Check(image);
        List<NewEntry> entries = Entries(lower, scan);
        ConfigEdit config = step.AddTo(image, isEmpty: entries.Count == 0);
        return EditedImage.Of(image, entries.Count == 0 ? image.Layers : [.. image.Layers, Of(entries, step.CreatedBy, config.TimeOf(image), EditTimes.Stated())], config, meter);
    }

    private static LayerSource Of(List<NewEntry> entries, string name, DateTimeOffset edited, DateTimeOffset? latest) =>
        EditedImage.Layer(LayerTar.Of(entries, edited, latest), name) with { Restamp = time => Of(entries, name, time, time) };

    private static List<NewEntry> Entries(LayeredImage lower, UpperScan scan)
    {
        var entries = new List<NewEntry>(scan.Entries.Count);
        var below = new LowerPaths(lower.Tree.TopView);
        if (scan.IsRootOpaque)
            entries.Add(Mark(Whiteout.OpaqueOf([])));
        foreach (UpperEntry entry in scan.Entries)
        {
            if (entry.Facts.Type == EntryType.Whiteout)
            {
                if (below.Has(entry.Path))
                    entries.Add(Mark(Whiteout.Of(entry.Path)));
                continue;
            }
            entries.Add(EntryOf(scan.Folder, entry));
            if (entry.Facts.IsOpaque)
                entries.Add(Mark(Whiteout.OpaqueOf(entry.Path)));
        }
        return entries;
    }

    private static NewEntry Mark(byte[] name) => new(new EntryHeader { Name = name }) { IsOfEdit = true };

    private static NewEntry EntryOf(string folder, UpperEntry entry)
    {
        UpperFacts facts = entry.Facts;
        bool isFile = facts.Type == EntryType.File;
        return new NewEntry(new EntryHeader
        {
            Name = entry.Path,
            Type = facts.Type,
            Mode = facts.Mode,
            Uid = facts.Uid,
            Gid = facts.Gid,
            Size = facts.Size,
            Time = Math.DivRem(facts.Time, TimeSpan.TicksPerSecond, out long rest) * TimeSpan.TicksPerSecond - (rest < 0 ? TimeSpan.TicksPerSecond : 0),
            LinkTarget = facts.LinkTarget,
            DeviceMajor = facts.DeviceMajor,
            DeviceMinor = facts.DeviceMinor,
            Xattrs = OfImage(facts.Xattrs),
        }, isFile && facts.Size > 0 ? new UpperFile(folder, entry.Path, facts.Stamp) : null)
        {
            SharedFile = isFile && facts.Names > 1 ? (facts.Stamp.Device, facts.Stamp.Number) : null,
        };
    }

    // What the host's own guards write to files says nothing of the image.
    private static Dictionary<string, byte[]>? OfImage(IReadOnlyDictionary<string, byte[]>? xattrs)
    {
        Dictionary<string, byte[]>? own = null;
        foreach ((string name, byte[] value) in xattrs ?? new Dictionary<string, byte[]>())
        {
            if (name == Capability || !name.StartsWith(HostsAttributes, StringComparison.Ordinal))
                (own ??= new Dictionary<string, byte[]>(StringComparer.Ordinal))[name] = value;
        }
        return own;
    }
}
