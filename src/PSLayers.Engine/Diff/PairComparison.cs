using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Compares the pairs of a walk by what the entries tell, and notes which contents must be read to know more.</summary>
/// <param name="before">The image of the first view.</param>
/// <param name="after">The image of the second view; it may be the same.</param>
/// <param name="options">How to compare.</param>
/// <param name="shared">The layers that two images share; null for one image.</param>
internal sealed class PairComparison(LayeredImage before, LayeredImage after, DiffOptions options, SharedLayers? shared = null)
{
    /// <summary>The contents to be read.</summary>
    public ContentComparison Contents { get; } = new(before, after);

    /// <summary>What the walk finds.</summary>
    public List<Finding> Find(PairWalk walk, ReadMeter meter)
    {
        var findings = new List<Finding>();
        foreach (FilePair pair in walk.Pairs(meter.Cancellation))
        {
            if (pair is { Before: { } old, After: { } now })
                Compare(findings, pair, old.Version, now.Version);
            else if (IsWanted(pair))
                findings.Add(new Finding(pair, FileProperties.None, Question: -1));
        }
        return findings;
    }

    /// <summary>Whether the entries of two files tell already that they are equal.</summary>
    public bool AreEqual(FilePair pair)
    {
        (int old, int now) = (pair.Before!.Value.Version, pair.After!.Value.Version);
        return IsSameEntry(old, now) || (Compare(old, now, out bool isOpen, out _, out _) == FileProperties.None && !isOpen);
    }

    private void Compare(List<Finding> findings, FilePair pair, int oldVersion, int nowVersion)
    {
        var changed = FileProperties.None;
        int question = -1;
        if (!IsSameEntry(oldVersion, nowVersion))
        {
            changed = Compare(oldVersion, nowVersion, out bool isOpen, out Facts old, out Facts now);
            if (isOpen && IsWanted(pair))
                question = Contents.Ask(old.Content, now.Content);
        }
        if ((options.IncludeEqual || changed != FileProperties.None || question >= 0) && IsWanted(pair))
            findings.Add(new Finding(pair, changed, question));
    }

    // In what two entries differ; what is open is whether their bytes do.
    private FileProperties Compare(int oldVersion, int nowVersion, out bool isOpen, out Facts old, out Facts now)
    {
        (old, now) = (Facts.Of(before, oldVersion), Facts.Of(after, nowVersion));
        FileProperties changed = Facts.Compare(before, old, after, now, options.Properties);
        isOpen = IsOpen(old, now);
        if (isOpen && options.SkipContent)
            (isOpen, changed) = (false, old.Time == now.Time ? changed : changed | FileProperties.Content);
        return changed;
    }

    // Whether only the bytes can tell.
    private bool IsOpen(in Facts old, in Facts now) => (options.Properties & FileProperties.Content) != 0
        && old.Type == EntryType.File && now.Type == EntryType.File && old.Size == now.Size && now.Size > 0 && !IsSameContent(old.Content, now.Content);

    private bool IsWanted(FilePair pair) => options.Paths is not { } wanted || wanted(pair.Before is { } old ? before.Tree.Path(old.Node) : after.Tree.Path(pair.After!.Value.Node));

    private bool IsSameEntry(int old, int now)
    {
        if (shared is null || old < 0 || now < 0)
            return old == now;
        ref readonly NodeVersion one = ref before.Tree.Version(old);
        ref readonly NodeVersion other = ref after.Tree.Version(now);
        // Above layers that differ, the same hard link may lead elsewhere.
        return one.Layer < shared.Base && shared.IsSame((one.Layer, one.Row), (other.Layer, other.Row));
    }

    private bool IsSameContent((int Layer, int Row) old, (int Layer, int Row) now) => shared is null ? old == now : shared.IsSame(old, now);
}
