using PSLayers.Blobs;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Compares the pairs of a walk by what the entries tell, and notes which contents must be read to know more.</summary>
/// <param name="before">The image of the first view.</param>
/// <param name="after">The image of the second view; it may be the same.</param>
/// <param name="options">How to compare.</param>
internal sealed class PairComparison(LayeredImage before, LayeredImage after, DiffOptions options)
{
    private readonly bool _isOneImage = ReferenceEquals(before, after);

    /// <summary>How many layers from the base up both images share: the same entry of one of those is the same file.</summary>
    public int SharedLayers { get; init; }

    /// <summary>Whether equal pairs are kept too.</summary>
    public bool KeepsEqual { get; init; }

    /// <summary>The contents to be read.</summary>
    public ContentComparison Contents { get; } = new(before, after);

    /// <summary>What the walk finds.</summary>
    public List<Finding> Find(PairWalk walk, ReadMeter meter)
    {
        var findings = new List<Finding>();
        foreach (FilePair pair in walk.Pairs())
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            if (pair is { Before: { } old, After: { } now })
                Compare(findings, pair, old.Version, now.Version);
            else if (IsWanted(pair))
                findings.Add(new Finding(pair, FileProperties.None, -1));
        }
        return findings;
    }

    private void Compare(List<Finding> findings, FilePair pair, int oldVersion, int nowVersion)
    {
        var changed = FileProperties.None;
        int question = -1;
        if (!IsSameEntry(oldVersion, nowVersion))
        {
            Facts old = Facts.Of(before, oldVersion);
            Facts now = Facts.Of(after, nowVersion);
            changed = Facts.Compare(before, old, after, now);
            bool isOpen = old.Type == EntryType.File && now.Type == EntryType.File && old.Size == now.Size && now.Size > 0 && !IsSameContent(old.Content, now.Content);
            if (isOpen && options.SkipContent)
                changed |= (changed & FileProperties.LastWriteTime) != 0 ? FileProperties.Content : FileProperties.None;
            else if (isOpen && IsWanted(pair))
                question = Contents.Ask(old.Content, now.Content);
        }
        if ((KeepsEqual || changed != FileProperties.None || question >= 0) && IsWanted(pair))
            findings.Add(new Finding(pair, changed, question));
    }

    private bool IsWanted(FilePair pair) => options.Paths is not { } wanted || wanted(pair.Before is { } old ? before.Tree.Path(old.Node) : after.Tree.Path(pair.After!.Value.Node));

    // Hard links of a shared layer need no look at what they lead to: that is shared as well.
    private bool IsSameEntry(int old, int now)
    {
        if (_isOneImage || old < 0 || now < 0)
            return old == now;
        ref readonly NodeVersion one = ref before.Tree.Version(old);
        ref readonly NodeVersion other = ref after.Tree.Version(now);
        return IsSameContent((one.Layer, one.Row), (other.Layer, other.Row));
    }

    private bool IsSameContent((int Layer, int Row) old, (int Layer, int Row) now) => old == now && (_isOneImage || old.Layer < SharedLayers);
}
