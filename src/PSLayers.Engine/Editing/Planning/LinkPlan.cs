using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Editing.Planning;

/// <summary>What becomes of the hard links of a run of layers when it is one tar. A link stays one where its file stands before it, or in the layers
/// below; where the file was removed, replaced or hidden since, the first of its links becomes the file, and the others lead to that.</summary>
/// <param name="image">The image.</param>
/// <param name="effect">What the run does.</param>
/// <param name="first">The lowest layer of the run.</param>
/// <param name="last">Its uppermost layer.</param>
/// <param name="plan">Gets the entries.</param>
/// <param name="places">By path, the place of its entry in the tar; those of links that become files are noted here.</param>
internal sealed class LinkPlan(LayeredImage image, RunEffect effect, int first, int last, TarPlan plan, EntryPlace[] places)
{
    private readonly LayeredTree _tree = image.Tree;
    private readonly EntryPaths _paths = new(image.Tree);
    private readonly Dictionary<int, Leader> _leaders = [];

    /// <summary>Paths of links that lead nowhere, but would lead somewhere now; they are left out.</summary>
    public List<int> LeftOut { get; } = [];

    /// <summary>Plans the links.</summary>
    /// <param name="nodes">Their paths, in the order of the layers.</param>
    /// <param name="cancellation">Ends the work.</param>
    public void Add(IEnumerable<int> nodes, CancellationToken cancellation)
    {
        foreach (int node in nodes)
        {
            cancellation.ThrowIfCancellationRequested();
            int content = LinkResolver.Content(_tree, effect.Kept[node], image.Limits);
            if (content < 0 || TypeOf(content) is EntryType.Directory or EntryType.HardLink)
                AddStray(node);
            else if (LeaderOf(node, content) is { } leader)
                AddLink(node, leader);
            else
                BecomeFile(node, content);
        }
    }

    private EntryType TypeOf(int version) => _tree.Version(version) is { Row: >= 0 } there ? _tree.Layers[there.Layer]!.Row(there.Row).Type : EntryType.Directory;

    // What the link is a further name of; null where the link itself is to become the file.
    private Leader? LeaderOf(int link, int content)
    {
        if (_leaders.TryGetValue(content, out Leader known))
            return known;
        NodeVersion there = _tree.Version(content);
        int node = _paths.NodeOf(content);
        Leader? leader = node >= 0 && effect.Kept[node] == content ? new Leader(node, places[node])
            : there.Layer < first ? Below(link, content, node)
            : null;
        if (leader is { } found)
            _leaders.Add(content, found);
        return leader;
    }

    // A name of the file in the layers below that the run leaves as it is.
    private Leader? Below(int link, int content, int node)
    {
        NodeVersion own = _tree.Version(effect.Kept[link]);
        int target = LinkResolver.Literal(_tree, _tree.Layers[own.Layer]!.LinkTarget(own.Row));
        int name = IsUntouched(target, content) ? target : IsUntouched(node, content) ? node : -1;
        return name < 0 ? null : new Leader(name, EntryPlace.Below);
    }

    private bool IsUntouched(int node, int content) => node >= 0 && _tree.View(last).Find(node) is { Version: >= 0 } seen
        && _tree.Version(seen.Version).Layer < first && LinkResolver.Content(_tree, seen.Version, image.Limits) == content;

    private void AddLink(int node, Leader leader)
    {
        NodeVersion link = _tree.Version(effect.Kept[node]);
        byte[] target = _paths.NameOf(leader.Node);
        bool isBehind = places[node].CompareTo(leader.Place) > 0;
        if (isBehind && _paths.IsNamed(link.Layer, link.Row, node) && _paths.IsTarget(link.Layer, link.Row, target))
        {
            plan.Keep(link.Layer, link.Row);
            return;
        }
        if (!isBehind)
            places[node] = leader.Place;
        plan.Put(places[node].Layer, places[node].Row, new RenamedEntry(link.Layer, link.Row, _paths.NameOf(node)) { Link = target });
    }

    private void BecomeFile(int node, int content)
    {
        NodeVersion link = _tree.Version(effect.Kept[node]), file = _tree.Version(content);
        bool isSame = _paths.HaveSameAttributes((link.Layer, link.Row), (file.Layer, file.Row));
        places[node] = new EntryPlace(file.Layer, file.Row);
        _leaders.Add(content, new Leader(node, places[node]));
        plan.Put(file.Layer, file.Row, new RenamedEntry(file.Layer, file.Row, _paths.NameOf(node))
        {
            HasData = true,
            Attributes = isSame ? null : _paths.AttributesOf(link.Layer, link.Row),
        });
    }

    // No engine takes such a layer. It stays as it is, as long as it still leads nowhere.
    private void AddStray(int node)
    {
        NodeVersion link = _tree.Version(effect.Kept[node]);
        ReadOnlySpan<byte> target = _tree.Layers[link.Layer]!.LinkTarget(link.Row);
        int literal = LinkResolver.Literal(_tree, target);
        bool isFound = (literal >= 0 && effect.Kept[literal] >= 0 && literal != node)
            || (first > 0 && LinkResolver.Find(_tree.View(first - 1), target, image.Limits, _tree.HardLinkSteps) is not null)
            || LinkResolver.Find(_tree.View(last), target, image.Limits, _tree.HardLinkSteps) is { } found && found.Node != node;
        if (isFound)
        {
            LeftOut.Add(node);
            (effect.Kept[node], places[node]) = (-1, EntryPlace.Nowhere);
        }
        else if (_paths.IsNamed(link.Layer, link.Row, node))
            plan.Keep(link.Layer, link.Row);
        else
            plan.Put(link.Layer, link.Row, new RenamedEntry(link.Layer, link.Row, _paths.NameOf(node)));
    }

    private readonly record struct Leader(int Node, EntryPlace Place);
}
