using System.Runtime.InteropServices;
using PSLayers.Bytes;
using PSLayers.Layers;

namespace PSLayers.Trees;

/// <summary>The files and symbolic links that a view shows, each once however many names it has, and how many entries of other types.</summary>
internal sealed class SeenContents
{
    private readonly LayeredImage _image;
    private readonly ulong[] _seen;
    private readonly List<SeenFile> _files = [];

    private SeenContents(LayeredImage image) => (_image, _seen) = (image, new ulong[(image.Tree.VersionCount + 63) / 64]);

    /// <summary>The files.</summary>
    public ReadOnlySpan<SeenFile> Files => CollectionsMarshal.AsSpan(_files);

    /// <summary>Bytes of the files and of the targets of the symbolic links.</summary>
    public long Bytes { get; private set; }

    /// <summary>Number of further names of the files.</summary>
    public int HardLinks { get; private set; }

    /// <summary>Number of directories, without the root.</summary>
    public int Directories { get; private set; }

    /// <summary>Number of symbolic links.</summary>
    public int SymbolicLinks { get; private set; }

    /// <summary>Number of entries of other types, and of links that lead nowhere.</summary>
    public int Others { get; private set; }

    /// <summary>Whether the content that a version stores can be seen, under its own name or another.</summary>
    public bool Contains(int version) => (_seen[version >> 6] & (1UL << version)) != 0;

    /// <summary>Looks at a whole view.</summary>
    public static SeenContents Of(LayeredImage image, TreeView view, CancellationToken cancellation)
    {
        var contents = new SeenContents(image);
        var links = new List<ViewNode>();
        foreach (ViewNode node in view.Everything(cancellation))
        {
            EntryType type = contents.TypeOf(node.Version);
            // A file under the name that it was stored with comes before its further names.
            if (type == EntryType.HardLink)
                links.Add(node);
            else
                contents.Add(node.Node, node.Version, type);
        }
        foreach (ViewNode link in links)
        {
            // One link may lead through many others.
            cancellation.ThrowIfCancellationRequested();
            int content = LinkResolver.Content(image.Tree, link.Version, image.Limits);
            contents.Add(link.Node, content, content < 0 ? EntryType.Other : contents.TypeOf(content));
        }
        return contents;
    }

    private EntryType TypeOf(int version)
    {
        ref readonly NodeVersion seen = ref _image.Tree.Version(version);
        return seen.Row < 0 ? EntryType.Directory : _image.Tree.Layers[seen.Layer]!.Row(seen.Row).Type;
    }

    private void Add(int node, int version, EntryType type)
    {
        switch (type)
        {
            case EntryType.File when Contains(version):
                HardLinks++;
                break;
            case EntryType.File:
                _files.Add(new SeenFile(node, version, See(version)));
                break;
            case EntryType.Directory:
                Directories++;
                break;
            case EntryType.SymbolicLink:
                SymbolicLinks++;
                if (!Contains(version))
                    See(version);
                break;
            default:
                Others++;
                break;
        }
    }

    private long See(int version)
    {
        _seen[version >> 6] |= 1UL << version;
        ref readonly NodeVersion stored = ref _image.Tree.Version(version);
        long size = _image.Tree.Layers[stored.Layer]!.SizeOf(stored.Row);
        Bytes = ByteSum.Add(Bytes, size);
        return size;
    }
}

/// <summary>A file that a view shows.</summary>
/// <param name="Node">One of its paths: that of its entry where the view shows it.</param>
/// <param name="Version">The version that stores the content.</param>
/// <param name="Size">Its size in bytes.</param>
internal readonly record struct SeenFile(int Node, int Version, long Size);
