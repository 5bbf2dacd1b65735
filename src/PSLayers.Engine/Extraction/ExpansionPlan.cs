using System.Collections;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Extraction;

/// <summary>What of a view is to be written to a disk, sorted by what comes first there. It is known before anything is written.</summary>
internal sealed class ExpansionPlan
{
    private readonly LayeredImage _image;
    private readonly TreeView _view;
    private readonly List<PlannedEntry> _folders = [];
    private readonly List<PlannedEntry> _files = [];
    private readonly List<PlannedEntry> _others = [];
    private readonly List<PlannedEntry> _links = [];

    private ExpansionPlan(LayeredImage image, TreeView view) => (_image, _view) = (image, view);

    /// <summary>The image.</summary>
    public LayeredImage Image => _image;

    /// <summary>Directories, each behind the one that it is in.</summary>
    public IReadOnlyList<PlannedEntry> Folders => _folders;

    /// <summary>Files layer by layer, in the order of the tar; the names of one file are together.</summary>
    public IReadOnlyList<PlannedEntry> Files => _files;

    /// <summary>Devices, named pipes, and what cannot be written.</summary>
    public IReadOnlyList<PlannedEntry> Others => _others;

    /// <summary>Symbolic links.</summary>
    public IReadOnlyList<PlannedEntry> Links => _links;

    /// <summary>How many entries there are.</summary>
    public int Count => _folders.Count + _files.Count + _others.Count + _links.Count;

    /// <summary>Bytes of the files' contents.</summary>
    public long Length { get; private set; }

    /// <summary>What the view shows but cannot be written.</summary>
    public List<ImageException> Refused { get; } = [];

    /// <summary>Plans to write a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="isWanted">Tells of each path whether it is wanted; the directories that it is in come with it. Null for all.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It is more than the limits allow.</exception>
    public static ExpansionPlan Of(LayeredImage image, TreeView view, Func<string, bool>? isWanted, CancellationToken cancellation)
    {
        var plan = new ExpansionPlan(image, view);
        plan.Collect(isWanted, cancellation);
        plan._files.Sort();
        plan.Check();
        return plan;
    }

    /// <summary>Where an entry goes, as the image calls it: names with slashes between them.</summary>
    public string PathOf(PlannedEntry entry) => entry.Node == LayeredTree.Root ? "" : _image.Tree.Path(entry.Node)[1..];

    private void Collect(Func<string, bool>? isWanted, CancellationToken cancellation)
    {
        LayeredTree tree = _image.Tree;
        var isFolder = new BitArray(tree.NodeCount);
        var isNeeded = new BitArray(tree.NodeCount, isWanted is null);
        isFolder[LayeredTree.Root] = isNeeded[LayeredTree.Root] = true;
        _folders.Add(Planned(_view.Root));
        foreach (ViewNode seen in _view.Everything(cancellation))
        {
            bool isChosen = isWanted?.Invoke(tree.Path(seen.Node)) != false;
            if (_view.IsDirectory(seen))
            {
                isFolder[seen.Node] = true;
                _folders.Add(Planned(seen));
            }
            else if (!isChosen)
                continue;
            // Where a layer has a file and something below it, the two cannot both be there.
            else if (!isFolder[tree.Parent(seen.Node)])
                Refused.Add(new ImageException(ImageErrorId.DestinationExists, "the image has a file with the name of a folder that it is in", tree.Path(seen.Node)));
            else
                Add(seen);
            for (int node = seen.Node; isChosen && !isNeeded[node]; node = tree.Parent(node))
                isNeeded[node] = true;
        }
        _folders.RemoveAll(folder => !isNeeded[folder.Node]);
    }

    private void Add(ViewNode seen)
    {
        PlannedEntry entry = Planned(seen);
        switch (TypeOf(entry))
        {
            case EntryType.SymbolicLink:
                _links.Add(entry);
                break;
            case EntryType.HardLink:
                // Of a hard link all facts are those of the file that it is a further name of.
                int content = LinkResolver.HardLinkContent(_image.Tree, entry.Layer, entry.Row, _image.Limits);
                if (content < 0 || _image.Entry(content) is null or { Type: EntryType.Directory or EntryType.HardLink })
                    Refused.Add(LinkResolver.LeadsNowhere(_image.Tree, _image.Tree.Path(seen.Node), _image.Entry(seen.Version)?.LinkTarget, _image.Limits));
                else
                    Sort(Planned(seen with { Version = content }));
                break;
            default:
                Sort(entry);
                break;
        }
    }

    // A further name can be one of a link or a device too.
    private void Sort(PlannedEntry entry)
    {
        (TypeOf(entry) switch
        {
            EntryType.File => _files,
            EntryType.SymbolicLink => _links,
            _ => _others,
        }).Add(entry);
    }

    private EntryType TypeOf(PlannedEntry entry) => _image.Tree.Layers[entry.Layer]!.Row(entry.Row).Type;

    private PlannedEntry Planned(ViewNode node)
    {
        if (node.Version < 0)
            return new PlannedEntry(-1, -1, node.Node);
        ref readonly NodeVersion version = ref _image.Tree.Version(node.Version);
        return version.Row < 0 ? new PlannedEntry(-1, -1, node.Node) : new PlannedEntry(version.Layer, version.Row, node.Node);
    }

    private void Check()
    {
        if (Count > _image.Limits.ExpandedEntries)
            throw new ImageException(ImageErrorId.CountLimit, $"{Count} files and directories would be written; at most {_image.Limits.ExpandedEntries} are (limit ExpandedEntries)");
        var before = new PlannedEntry(-1, -1, -1);
        foreach (PlannedEntry file in _files)
        {
            LayerRow row = _image.Tree.Layers[file.Layer]!.Row(file.Row);
            // Holes take no room, and a further name of a file takes none.
            if ((row.Flags & RowFlags.Sparse) == 0 && !file.IsSameFile(before))
                Length = ByteSum.Add(Length, row.Size);
            before = file;
        }
        long most = Math.Max(_image.Limits.ExpansionFloor, (long)Int128.Min(long.MaxValue, (Int128)_image.Image.StoredSize * _image.Limits.ExpansionRatio));
        if (Length > most)
            throw new ImageException(ImageErrorId.ExpansionLimit, $"{Length} bytes would be written for an image of {_image.Image.StoredSize}; at most {most} are (limits ExpansionFloor, ExpansionRatio)");
    }
}

/// <summary>An entry that is to be written, in the order in which it is read best.</summary>
/// <param name="Layer">Number of the layer that has its content and facts; -1 for a directory that is only implied.</param>
/// <param name="Row">The row there.</param>
/// <param name="Node">The path where it goes.</param>
internal readonly record struct PlannedEntry(int Layer, int Row, int Node) : IComparable<PlannedEntry>
{
    /// <inheritdoc/>
    public int CompareTo(PlannedEntry other) =>
        Layer != other.Layer ? Layer.CompareTo(other.Layer) : Row != other.Row ? Row.CompareTo(other.Row) : Node.CompareTo(other.Node);

    /// <summary>Whether both are names of one file.</summary>
    public bool IsSameFile(PlannedEntry other) => Layer == other.Layer && Row == other.Row;
}
