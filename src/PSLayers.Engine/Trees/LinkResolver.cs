using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>Where links lead, inside the image only: there is nothing above its root.</summary>
internal static class LinkResolver
{
    /// <summary>Finds a path in a view by way of symbolic links, as a container's kernel would.</summary>
    /// <param name="view">The view.</param>
    /// <param name="path">The path; a slash in front makes no difference.</param>
    /// <param name="followLast">Whether a link at the path's end is followed as well.</param>
    /// <param name="limits">How many links, and how long ones, are followed.</param>
    /// <param name="failure">Why there is nothing: <see cref="ImageErrorId.LinkCycle"/>, or <see cref="ImageErrorId.FileNotFound"/>.</param>
    /// <returns>What is there; null for nothing.</returns>
    public static ViewNode? Find(TreeView view, ReadOnlySpan<byte> path, bool followLast, ReadLimits limits, out ImageErrorId failure)
    {
        int linksLeft = limits.SymbolicLinks;
        return Find(view, path, followLast, limits, steps: null, ref linksLeft, out failure);
    }

    /// <summary>The same as one of many such questions, which together follow so many links only.</summary>
    /// <param name="view">The view.</param>
    /// <param name="path">The path; a link at its end is followed as well.</param>
    /// <param name="limits">How many links, and how long ones, are followed for one.</param>
    /// <param name="steps">How far links are followed for all.</param>
    /// <returns>What is there; null for nothing.</returns>
    public static ViewNode? Find(TreeView view, ReadOnlySpan<byte> path, ReadLimits limits, LinkSteps steps)
    {
        int linksLeft = limits.SymbolicLinks;
        return Find(view, path, followLast: true, limits, steps, ref linksLeft, out _);
    }

    /// <summary>The version that has what a version stands for: of a hard link the entry that it is a further name of, else the version itself.
    /// A link's layer decides, so it keeps its content when a later layer replaces or removes what it leads to.</summary>
    /// <returns>A version that is no hard link; -1 where the link leads nowhere.</returns>
    public static int Content(LayeredTree tree, int version, ReadLimits limits)
    {
        if (version < 0 || !IsHardLink(tree, version))
            return version;
        if (tree.KnownContent(version) is { } known)
            return known;
        int linksLeft = limits.SymbolicLinks;
        return tree.KeepContent(version, Content(tree, version, limits, ref linksLeft));
    }

    /// <summary>Why a hard link has no content.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="path">The link.</param>
    /// <param name="target">What it names.</param>
    /// <param name="limits">How far links are followed.</param>
    public static ImageException LeadsNowhere(LayeredTree tree, string path, string? target, ReadLimits limits) => tree.HardLinkSteps.AreSpent
        ? new ImageException(ImageErrorId.LinkCycle, $"{path} is a hard link, and those of the image lead through more than {limits.HardLinkSteps} bytes of symbolic links (limit HardLinkSteps), so that not all are followed")
        : new ImageException(ImageErrorId.NotAFile, $"{path} is a further name of {target}, which is not there");

    /// <summary>The version that has the content of a hard link's entry, even of one that no view shows.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="row">The link's row in the layer.</param>
    /// <param name="limits">How many links are followed.</param>
    /// <returns>A version that is no hard link; -1 where the link leads nowhere.</returns>
    public static int HardLinkContent(LayeredTree tree, int layer, int row, ReadLimits limits)
    {
        int linksLeft = limits.SymbolicLinks;
        return Content(tree, HardTarget(tree, layer, row, version: -1, limits, ref linksLeft), limits, ref linksLeft);
    }

    // Links on the way to a link count as well, so that a link that leads through itself comes to an end.
    private static ViewNode? Find(TreeView view, ReadOnlySpan<byte> path, bool followLast, ReadLimits limits, LinkSteps? steps, ref int linksLeft, out ImageErrorId failure)
    {
        failure = ImageErrorId.FileNotFound;
        ViewNode at = view.Root;
        // The directories above, so that a way up costs no more than one down.
        List<ViewNode>? way = null;
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            if (!view.IsDirectory(at))
                return null;
            if (part.SequenceEqual(".."u8))
            {
                if (way is { Count: > 0 })
                {
                    at = way[^1];
                    way.RemoveAt(way.Count - 1);
                }
                continue;
            }
            if (view.Child(at, part) is not { } child)
                return null;
            if ((followLast || HasMore(path)) && SymbolicTarget(view.Tree, child.Version, limits, ref linksLeft) is { IsEmpty: false } target)
            {
                if (linksLeft-- <= 0 || target.Length > limits.LinkTarget || steps?.Spend(target.Length) == false)
                {
                    failure = ImageErrorId.LinkCycle;
                    return null;
                }
                if (target[0] == '/')
                {
                    at = view.Root;
                    way?.Clear();
                }
                path = path.IsEmpty ? target : (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            (way ??= []).Add(at);
            at = child;
        }
        return at;
    }

    private static int Content(LayeredTree tree, int version, ReadLimits limits, ref int linksLeft)
    {
        while (version >= 0 && IsHardLink(tree, version))
        {
            if (linksLeft-- <= 0)
                return -1;
            version = HardTarget(tree, version, limits, ref linksLeft);
        }
        return version;
    }

    private static int HardTarget(LayeredTree tree, int version, ReadLimits limits, ref int linksLeft) =>
        HardTarget(tree, tree.Version(version).Layer, tree.Version(version).Row, version, limits, ref linksLeft);

    private static int HardTarget(LayeredTree tree, int layer, int row, int version, ReadLimits limits, ref int linksLeft)
    {
        ReadOnlySpan<byte> target = tree.Layers[layer]!.LinkTarget(row);
        int before = Before(tree, layer, row, limits, tree.HardLinkSteps, ref linksLeft, out int own);
        if (before >= 0)
            return before;
        if (Find(tree.View(layer - 1), target, followLast: false, limits, tree.HardLinkSteps, ref linksLeft, out _) is { } below)
            return below.Version;
        // A file that stands behind its link: no tool unpacks such a layer, but what is meant is plain.
        return InLayer(tree, own, layer, version);
    }

    /// <summary>Whether a hard link leads to something that its own layer has before it, as engines demand that unpack each layer for itself.</summary>
    public static bool LeadsToOwnLayer(LayeredTree tree, int layer, int row, ReadLimits limits, LinkSteps steps)
    {
        int linksLeft = limits.SymbolicLinks;
        return Before(tree, layer, row, limits, steps, ref linksLeft, out _) >= 0;
    }

    // What the link's layer had at the target before the link; and the path that the target is.
    private static int Before(LayeredTree tree, int layer, int row, ReadLimits limits, LinkSteps steps, ref int linksLeft, out int node)
    {
        ReadOnlySpan<byte> target = tree.Layers[layer]!.LinkTarget(row);
        // As it stands first: that way AUFS's own records, which no view shows, are found too.
        node = Literal(tree, target);
        if (node >= 0 && tree.VersionBefore(node, layer, row) is >= 0 and int literal)
            return literal;
        if (Find(tree.View(layer), target, followLast: false, limits, steps, ref linksLeft, out _) is not { } here || here.Node == node)
            return -1;
        bool hasLiteral = InLayer(tree, node, layer, except: -1) >= 0;
        int before = tree.VersionBefore(here.Node, layer, row);
        node = hasLiteral ? node : here.Node;
        return before;
    }

    private static int InLayer(LayeredTree tree, int node, int layer, int except)
    {
        int found = node < 0 ? -1 : tree.VersionIn(node, layer);
        return found >= 0 && found != except && tree.Version(found).Row >= 0 ? found : -1;
    }

    /// <summary>The node of a path as it stands, without a look at links or at what can be seen; -1 for none. Two dots take back the name before
    /// them, be there such a directory or not, as engines clean the targets of hard links.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="path">The path.</param>
    /// <param name="root">The directory that the path starts from.</param>
    public static int Literal(LayeredTree tree, ReadOnlySpan<byte> path, int root = LayeredTree.Root)
    {
        int node = root;
        int missing = 0;
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            bool isUp = part.SequenceEqual(".."u8);
            if (isUp && missing == 0)
                node = Math.Max(LayeredTree.Root, tree.Parent(node));
            else if (isUp)
                missing--;
            else if (missing == 0 && tree.Child(node, part) is >= 0 and var child)
                node = child;
            else
                missing++;
        }
        return missing == 0 ? node : -1;
    }

    // A hard link to a symbolic link is that symbolic link.
    private static ReadOnlySpan<byte> SymbolicTarget(LayeredTree tree, int version, ReadLimits limits, scoped ref int linksLeft)
    {
        int content = version < 0 ? -1 : Content(tree, version, limits, ref linksLeft);
        if (content < 0 || tree.Version(content) is not { Row: >= 0 } seen)
            return default;
        LayerIndex index = tree.Layers[seen.Layer]!;
        return index.Row(seen.Row).Type == EntryType.SymbolicLink ? index.LinkTarget(seen.Row) : default;
    }

    private static bool IsHardLink(LayeredTree tree, int version)
    {
        ref readonly NodeVersion seen = ref tree.Version(version);
        return seen.Row >= 0 && tree.Layers[seen.Layer]!.Row(seen.Row).Type == EntryType.HardLink;
    }

    private static bool HasMore(ReadOnlySpan<byte> path)
    {
        while (!path.IsEmpty)
        {
            if (!ImagePath.Next(ref path).IsEmpty)
                return true;
        }
        return false;
    }
}
