using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Walks two views together, by name, each directory before its content. It goes only where they can differ: into directories that
/// the layers between them touch, and into those of which the views do not hide the same.</summary>
/// <param name="before">The first view.</param>
/// <param name="after">The second view, of the same tree or of another image's.</param>
internal sealed class PairWalk(TreeView before, TreeView after)
{
    private readonly bool _isOneTree = ReferenceEquals(before.Tree, after.Tree);

    /// <summary>Where the first view can differ from the second; null for anywhere.</summary>
    public NodeMarks? MarksBefore { get; init; }

    /// <summary>Where the second view can differ from the first; null for anywhere.</summary>
    public NodeMarks? MarksAfter { get; init; }

    /// <summary>Whether what vanishes with a directory is walked too.</summary>
    public bool IntoVanished { get; init; }

    /// <summary>The pairs. Equal ones are among them.</summary>
    public IEnumerable<FilePair> Pairs()
    {
        // Without recursion: how deep directories are nested, strangers decide.
        var open = new Stack<FilePair>();
        var children = new List<FilePair>();
        open.Push(new FilePair(before.Root, after.Root));
        while (open.TryPop(out FilePair pair))
        {
            yield return pair;
            bool wasDirectory = pair.Before is { } old && before.IsDirectory(old);
            bool isDirectory = pair.After is { } now && after.IsDirectory(now);
            if (!isDirectory && !(wasDirectory && IntoVanished))
                continue;
            Collect(children, wasDirectory ? pair.Before : null, isDirectory ? pair.After : null);
            children.Sort(ByName);
            for (int i = children.Count - 1; i >= 0; i--)
                open.Push(children[i]);
            children.Clear();
        }
    }

    /// <summary>Whether a pair is a directory that vanishes with all that is in it.</summary>
    public bool IsVanished(FilePair pair) => pair.Before is { } old && before.IsDirectory(old) && !(pair.After is { } now && after.IsDirectory(now));

    private void Collect(List<FilePair> children, ViewNode? old, ViewNode? now)
    {
        // Where both hide the same, only what is marked can differ.
        bool onlyMarked = old is not null && now is not null && old.Value.Lowest == now.Value.Lowest;
        bool canMeet = old is not null && now is not null;
        for (int child = old is null ? -1 : before.Tree.FirstChild(old.Value.Node); child >= 0; child = before.Tree.NextSibling(child))
        {
            if (onlyMarked && MarksBefore is { } marks && !marks[child])
                continue;
            int other = !canMeet ? -1 : _isOneTree ? child : after.Tree.Child(now!.Value.Node, before.Tree.Name(child));
            Add(children, See(before, child, old!.Value), other < 0 ? null : See(after, other, now!.Value));
        }
        if (now is null || (_isOneTree && old is not null))
            return;
        for (int child = after.Tree.FirstChild(now.Value.Node); child >= 0; child = after.Tree.NextSibling(child))
        {
            if (onlyMarked && MarksAfter is { } marks && !marks[child])
                continue;
            int other = canMeet ? before.Tree.Child(old!.Value.Node, after.Tree.Name(child)) : -1;
            bool isMet = other >= 0 && !(onlyMarked && MarksBefore is { } met && !met[other]);
            if (!isMet)
                Add(children, other < 0 ? null : See(before, other, old!.Value), See(after, child, now.Value));
        }
    }

    private static void Add(List<FilePair> children, ViewNode? old, ViewNode? now)
    {
        if (old is not null || now is not null)
            children.Add(new FilePair(old, now));
    }

    private static ViewNode? See(TreeView view, int node, ViewNode directory)
    {
        int lowest = directory.Lowest;
        int seen = view.Tree.Visible(node, view.Top, ref lowest);
        return seen >= 0 ? new ViewNode(node, seen, lowest) : null;
    }

    private int ByName(FilePair one, FilePair other) => Name(one).SequenceCompareTo(Name(other));

    private ReadOnlySpan<byte> Name(FilePair pair) => pair.Before is { } old ? before.Tree.Name(old.Node) : after.Tree.Name(pair.After!.Value.Node);
}
