using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Extraction;

/// <summary>Collects files of one image that are to be written, and gives them in the order in which they are read best: directories, then
/// each layer's files as they stand in its tar, so that a compressed layer is decompressed once.</summary>
internal sealed class ImageItems(LayeredImage image)
{
    private readonly List<Planned> _planned = [];
    private readonly HashSet<(string Path, LayerEntry? Entry)> _seen = new(new SameEntry());
    private readonly Dictionary<ContentPlace, int> _names = [];

    /// <summary>The image.</summary>
    public LayeredImage Image => image;

    /// <summary>Bytes of all files, each name of a file by itself.</summary>
    public long Length { get; private set; }

    /// <summary>Adds one entry, a directory without what is in it.</summary>
    /// <param name="entry">The entry; null for a directory that is only implied.</param>
    /// <param name="path">Where it goes, as <see cref="ExtractionItem.Path"/>.</param>
    /// <exception cref="ImageException">A hard link leads nowhere.</exception>
    public void Add(LayerEntry? entry, string path)
    {
        // Of a hard link all facts are those of the file that it is a further name of.
        LayerEntry? content = entry?.Type == EntryType.HardLink ? Target(entry) : entry;
        if (!_seen.Add((path, content)))
            return;
        _planned.Add(new Planned(path, content));
        if (content?.Type != EntryType.File)
            return;
        ContentPlace place = PlaceOf(content);
        _names[place] = _names.GetValueOrDefault(place) + 1;
        Length = ByteSum.Add(Length, content.Size);
    }

    /// <summary>Adds a path of a view, and everything below it.</summary>
    /// <param name="view">The view.</param>
    /// <param name="node">The path.</param>
    /// <param name="path">Where it goes; empty for the destination itself.</param>
    /// <param name="failed">Told of each entry that cannot be added.</param>
    public void AddTree(TreeView view, ViewNode node, string path, Action<ImageException> failed)
    {
        AddOrTell(image.Entry(node.Version), path, failed);
        if (!view.IsDirectory(node))
            return;
        var places = new Dictionary<int, string> { [node.Node] = path };
        foreach (ViewNode child in view.Descendants(node))
        {
            string name = EntryName.Decode(view.Tree.Name(child.Node));
            string parent = places[view.Tree.Parent(child.Node)];
            string place = parent.Length == 0 ? name : $"{parent}/{name}";
            if (view.IsDirectory(child))
                places[child.Node] = place;
            AddOrTell(image.Entry(child.Version), place, failed);
        }
    }

    /// <summary>The items. Each layer is closed as soon as all is read from it.</summary>
    /// <param name="reader">Reads the content; it must stay open until the last item is written.</param>
    public IEnumerable<ExtractionItem> InReadingOrder(ContentReader reader)
    {
        int open = -1;
        foreach (Planned planned in _planned.OrderBy(planned => planned.Layer).ThenBy(planned => planned.Offset))
        {
            if (open >= 0 && planned.Layer != open)
                reader.Close(open);
            open = planned.Layer;
            yield return ItemOf(planned.Entry, planned.Path, reader, planned.Layer >= 0 && _names.GetValueOrDefault(PlaceOf(planned.Entry!)) > 1);
        }
        if (open >= 0)
            reader.Close(open);
    }

    /// <summary>An entry as it is written.</summary>
    /// <param name="entry">The entry, which is no hard link; null for a directory that is only implied.</param>
    /// <param name="path">Where it goes, as <see cref="ExtractionItem.Path"/>.</param>
    /// <param name="reader">Reads the content; it must stay open until the item is written.</param>
    /// <param name="hasNames">Whether the file gets further names.</param>
    public static ExtractionItem ItemOf(LayerEntry? entry, string path, ContentReader reader, bool hasNames)
    {
        if (entry is null)
            return new ExtractionItem { Path = path, Type = EntryType.Directory, Mode = ImageFile.ImpliedMode, LastWriteTime = DateTimeOffset.UnixEpoch };
        (int layer, int row) = (entry.LayerIndex, entry.RowNumber);
        return new ExtractionItem
        {
            Path = path,
            Type = entry.Type,
            Mode = entry.Mode,
            Uid = entry.Uid,
            Gid = entry.Gid,
            LastWriteTime = entry.LastWriteTime,
            Nanoseconds = entry.Row.Nanoseconds,
            Length = entry.Size,
            IsSparse = (entry.Row.Flags & RowFlags.Sparse) != 0,
            Content = entry.Type == EntryType.File ? () => reader.Open(layer, row) : null,
            Inode = hasNames ? ((long)layer << 32) | (uint)row : null,
            LinkTarget = entry.LinkTarget,
            DeviceMajor = entry.DeviceMajor ?? 0,
            DeviceMinor = entry.DeviceMinor ?? 0,
            Xattrs = entry.Xattrs,
        };
    }

    private void AddOrTell(LayerEntry? entry, string path, Action<ImageException> failed)
    {
        try
        {
            Add(entry, path);
        }
        catch (ImageException e)
        {
            failed(e);
        }
    }

    private LayerEntry Target(LayerEntry link) =>
        LinkResolver.HardLinkContent(image.Tree, link.LayerIndex, link.RowNumber, image.Limits) is >= 0 and var version && image.Entry(version) is { } target
            ? target
            : throw LinkResolver.LeadsNowhere(image.Tree, link.InnerPath, link.LinkTarget, image.Limits);

    private static ContentPlace PlaceOf(LayerEntry entry) => new(entry.LayerIndex, entry.RowNumber);

    private readonly record struct Planned(string Path, LayerEntry? Entry)
    {
        public int Layer => Entry is { Type: EntryType.File } ? Entry.LayerIndex : -1;

        public long Offset => Layer < 0 ? 0 : Entry!.Row.DataOffset;
    }

    // Two views on one row are the same entry.
    private sealed class SameEntry : IEqualityComparer<(string Path, LayerEntry? Entry)>
    {
        public bool Equals((string Path, LayerEntry? Entry) x, (string Path, LayerEntry? Entry) y) => x.Path == y.Path && Key(x.Entry) == Key(y.Entry);

        public int GetHashCode((string Path, LayerEntry? Entry) item) => HashCode.Combine(item.Path, Key(item.Entry));

        private static (int Layer, int Row) Key(LayerEntry? entry) => entry is null ? (-1, -1) : (entry.LayerIndex, entry.RowNumber);
    }
}
