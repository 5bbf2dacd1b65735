using PSLayers.Layers;
using PSLayers.Overlays;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>The inodes and names of a view, as a file system has them: names of one file are one inode.</summary>
internal sealed class ViewInodes
{
    private const int CheckEvery = 4096;

    // As long as all of Linux' own file systems take.
    private const int LongestName = 255;

    // With the zero behind it, a path's longest (PATH_MAX).
    private const int LongestTarget = 4095;

    private readonly LayeredImage _image;
    private readonly TreeView _view;
    private readonly List<ViewInode> _inodes = [];
    private readonly List<ViewName> _names = [];

    // The inode of a version, plus one.
    private readonly int[] _inodeOf;

    private ViewInodes(LayeredImage image, TreeView view) => (_image, _view, _inodeOf) = (image, view, new int[image.Tree.VersionCount]);

    /// <summary>The inodes, each directory before what is in it; the first is the root.</summary>
    public List<ViewInode> Inodes => _inodes;

    /// <summary>The names, those of a directory one behind the other in the order of their bytes.</summary>
    public List<ViewName> Names => _names;

    /// <summary>Names and link targets that no Linux file system can have, and hard links that lead nowhere.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether attributes that overlayfs would take for its own marks are left out: changes are to be laid over the view.</summary>
    public bool HidesMarks { get; set; }

    /// <summary>Collects them.</summary>
    public static ViewInodes Of(LayeredImage image, TreeView view, CancellationToken cancellation)
    {
        var inodes = new ViewInodes(image, view);
        inodes.Collect(cancellation);
        return inodes;
    }

    /// <summary>The extended attributes of an inode; null for none.</summary>
    public IReadOnlyDictionary<string, byte[]>? XattrsOf(in ViewInode inode)
    {
        IReadOnlyDictionary<string, byte[]>? xattrs = inode.Row < 0 ? null : _image.Tree.Layers[inode.Layer]!.Extras(inode.Row)?.Xattrs;
        return !HidesMarks || xattrs?.Keys.Any(UpperFacts.IsMark) != true ? xattrs
            : xattrs.Where(xattr => !UpperFacts.IsMark(xattr.Key)).ToDictionary(xattr => xattr.Key, xattr => xattr.Value);
    }

    private void Collect(CancellationToken cancellation)
    {
        var open = new Queue<(ViewNode Node, int Inode)>();
        open.Enqueue((_view.Root, Add(_view.Root.Version, parent: 0, isDirectory: true)));
        int done = 0;
        while (open.TryDequeue(out (ViewNode Node, int Inode) directory))
        {
            int first = _names.Count;
            int folders = 0;
            foreach (ViewNode child in _view.Children(directory.Node, cancellation))
            {
                if (done++ % CheckEvery == 0)
                    cancellation.ThrowIfCancellationRequested();
                if (!CanBeNamed(_image.Tree.Name(child.Node)) || InodeOf(child, directory.Inode) is not (>= 0 and var inode))
                {
                    LeftOut++;
                    continue;
                }
                _names.Add(new ViewName(child.Node, inode));
                if (!_inodes[inode].IsDirectory)
                    continue;
                folders++;
                open.Enqueue((child, inode));
            }
            ViewInode full = _inodes[directory.Inode];
            (full.FirstName, full.NameCount, full.Links) = (first, _names.Count - first, 2 + folders);
            _inodes[directory.Inode] = full;
        }
    }

    private int InodeOf(ViewNode child, int parent)
    {
        if (_view.IsDirectory(child))
            return Add(child.Version, parent, isDirectory: true);
        int version = LinkResolver.Content(_image.Tree, child.Version, _image.Limits);
        if (version < 0)
            return -1;
        if (_inodeOf[version] is > 0 and var known)
        {
            ViewInode inode = _inodes[known - 1];
            inode.Links++;
            _inodes[known - 1] = inode;
            return known - 1;
        }
        if (_image.Tree.Version(version) is { Row: >= 0 } seen && !CanBe(_image.Tree.Layers[seen.Layer]!, seen.Row))
            return -1;
        int added = Add(version, parent, isDirectory: false);
        _inodeOf[version] = added + 1;
        return added;
    }

    private int Add(int version, int parent, bool isDirectory)
    {
        (int layer, int row) = version >= 0 && _image.Tree.Version(version) is { Row: >= 0 } seen ? (seen.Layer, seen.Row) : (-1, -1);
        _inodes.Add(new ViewInode { Layer = layer, Row = row, Parent = parent, IsDirectory = isDirectory, Links = 1 });
        return _inodes.Count - 1;
    }

    private static bool CanBe(LayerIndex layer, int row) => layer.Row(row).Type switch
    {
        EntryType.Other => false,
        EntryType.SymbolicLink => layer.LinkTarget(row) is { Length: > 0 and <= LongestTarget } target && !target.Contains((byte)0),
        _ => true,
    };

    private static bool CanBeNamed(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= LongestName && !name.Contains((byte)0) && !name.Contains((byte)'/') && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8);
}
