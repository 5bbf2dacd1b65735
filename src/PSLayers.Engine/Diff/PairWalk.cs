using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Walks two views together, by name, each directory before its content. It goes only where they can differ: into directories that
/// the layers between them touch, and into those of which the views do not hide the same.</summary>
/// <param name="before">The first view.</param>
/// <param name="after">The second view, of the same tree or of another image's.</param>
internal sealed class PairWalk(TreeView before, TreeView after)
{
    private const int CheckEvery = 8192;

    private readonly bool _isOneTree = ReferenceEquals(before.Tree, after.Tree);
    private readonly List<int> _candidates = [];

    /// <summary>Where the first view can differ from the second; null for anywhere.</summary>
    public TouchedNodes? TouchedBefore { get; init; }

    /// <summary>Where the second view can differ from the first; null for anywhere. For two views of one tree the first one is asked.</summary>
    public TouchedNodes? TouchedAfter { get; init; }

    /// <summary>Whether what vanishes with a directory is walked too.</summary>
    public bool IntoVanished { get; init; }

    /// <summary>Tells of two files whether they are known to be equal: such pairs are left out. Null where equal ones are wanted too.</summary>
    public Func<FilePair, bool>? AreEqual { get; init; }

    /// <summary>The pairs. Directories, and files that may turn out to be equal, are among them.</summary>
    /// <param name="cancellation">Ends the walk.</param>
    public IEnumerable<FilePair> Pairs(CancellationToken cancellation)
    {
        // Without recursion: how deep directories are nested, strangers decide.
        var open = new Stack<FilePair>();
        var children = new List<FilePair>();
        open.Push(new FilePair(before.Root, after.Root));
        while (open.TryPop(out FilePair pair))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return pair;
            bool wasDirectory = pair.Before is { } old && before.IsDirectory(old);
            bool isDirectory = pair.After is { } now && after.IsDirectory(now);
            if (!isDirectory && !(wasDirectory && IntoVanished))
                continue;
            Collect(children, wasDirectory ? pair.Before : null, isDirectory ? pair.After : null, cancellation);
            NameOrder.Sort(children, Name, cancellation);
            for (int i = children.Count - 1; i >= 0; i--)
                open.Push(children[i]);
            children.Clear();
        }
    }

    /// <summary>Whether a pair is a directory that vanishes with all that is in it.</summary>
    public bool IsVanished(FilePair pair) => pair.Before is { } old && before.IsDirectory(old) && !(pair.After is { } now && after.IsDirectory(now));

    private void Collect(List<FilePair> children, ViewNode? old, ViewNode? now, CancellationToken cancellation)
    {
        bool canMeet = old is not null && now is not null;
        // Where both hide the same, only what is touched can differ.
        bool onlyTouched = canMeet && old!.Value.Lowest == now!.Value.Lowest;
        if (_isOneTree)
        {
            int lowest = Math.Min(old?.Lowest ?? int.MaxValue, now?.Lowest ?? int.MaxValue);
            Candidates(before.Tree, (old ?? now)!.Value.Node, TouchedBefore, onlyTouched, lowest, cancellation);
            foreach (int child in _candidates)
                Add(children, old is { } was ? before.See(child, was.Lowest) : null, now is { } @is ? after.See(child, @is.Lowest) : null);
            return;
        }
        if (old is { } oldDirectory)
        {
            Candidates(before.Tree, oldDirectory.Node, TouchedBefore, onlyTouched, lowest: -1, cancellation);
            foreach (int child in _candidates)
            {
                int other = now is { } met ? after.Tree.Child(met.Node, before.Tree.Name(child)) : -1;
                Add(children, before.See(child, oldDirectory.Lowest), other < 0 ? null : after.See(other, now!.Value.Lowest));
            }
        }
        if (now is not { } newDirectory)
            return;
        Candidates(after.Tree, newDirectory.Node, TouchedAfter, onlyTouched, lowest: -1, cancellation);
        foreach (int child in _candidates)
        {
            int other = old is { } met ? before.Tree.Child(met.Node, after.Tree.Name(child)) : -1;
            bool isMet = other >= 0 && !(onlyTouched && TouchedBefore is { } touched && !touched[other]);
            if (!isMet)
                Add(children, other < 0 ? null : before.See(other, old!.Value.Lowest), after.See(child, newDirectory.Lowest));
        }
    }

    private void Candidates(LayeredTree tree, int directory, TouchedNodes? touched, bool onlyTouched, int lowest, CancellationToken cancellation)
    {
        if (touched is not null && (onlyTouched || lowest >= 0))
        {
            touched.Children(directory, onlyTouched ? touched.From : lowest, _candidates, cancellation);
            return;
        }
        _candidates.Clear();
        for (int child = tree.FirstChild(directory); child >= 0; child = tree.NextSibling(child))
        {
            if (_candidates.Count % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            _candidates.Add(child);
        }
    }

    private void Add(List<FilePair> children, ViewNode? old, ViewNode? now)
    {
        if (old is null && now is null)
            return;
        var pair = new FilePair(old, now);
        bool areFiles = old is { } one && now is { } other && !before.IsDirectory(one) && !after.IsDirectory(other);
        // A layer may list again all that is there: nobody needs that in order.
        if (!areFiles || AreEqual?.Invoke(pair) != true)
            children.Add(pair);
    }

    private ReadOnlySpan<byte> Name(FilePair pair) => pair.Before is { } old ? before.Tree.Name(old.Node) : after.Tree.Name(pair.After!.Value.Node);
}
