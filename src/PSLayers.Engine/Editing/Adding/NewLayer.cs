using System.Text;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Editing.Adding;

/// <summary>A layer in the making, on top of an image: what is to be in it, by path. Its tar is in the order of the names, so that the same files give
/// the same bytes. Directories above what is added are the image's own, with all that it says of them, as engines give those that a layer
/// leaves out modes of their own.</summary>
/// <param name="image">The image.</param>
internal sealed class NewLayer(LayeredImage image)
{
    private const string WhiteoutPrefix = ".wh.", OpaqueMark = ".wh..wh..opq";
    private const int FolderMode = 0x1ED;

    private readonly Dictionary<string, NewEntry> _items = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Puts what a folder has at a place. A directory that is there already stays as it is; those below it get the folder's modes,
    /// where the system knows modes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="place">The place.</param>
    /// <param name="options">Owners and modes.</param>
    public void Add(SourceFolder folder, PlaceInImage place, AddingOptions options)
    {
        RequireFolder(place);
        var places = new Dictionary<string, PlaceInImage>(StringComparer.Ordinal);
        SourceFile root = folder.Files[0];
        foreach (SourceFile file in folder.Files)
        {
            string name = EntryName.Decode(Encoding.UTF8.GetBytes(file.Name[(file.Name.LastIndexOf('/') + 1)..]));
            PlaceInImage above = file == root ? place : places[file.Name.LastIndexOf('/') is >= 0 and var slash ? file.Name[..slash] : ""];
            if (file.Type == EntryType.Directory)
            {
                PlaceInImage there = file == root ? place : above.Folder(image, name);
                places[file.Name] = there;
                // A directory by way of a link is the image's own, and so is the one that was named.
                bool isOwn = file == root || there.Names.Count == 0 || there.Path != Join(above.Path, name) || options.KeepsOwn(file);
                bool isKept = isOwn && there.Node is not null;
                if (isKept)
                    AddOwn(there, root.Time);
                else
                    Add(there.Path, file, options, root.Time);
            }
            else
                Add(Join(above.Path, name), file, options, root.Time);
        }
    }

    /// <summary>Puts a file at a place.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Where the name leads.</param>
    /// <param name="isFolder">Whether the place is a directory that gets it under its own name.</param>
    /// <param name="options">Owner and mode.</param>
    public void Add(SourceFile file, PlaceInImage place, bool isFolder, AddingOptions options)
    {
        isFolder |= place.Node is { } node && image.Tree.TopView.IsDirectory(node);
        if (isFolder)
            RequireFolder(place);
        Add(isFolder ? Join(place.Path, EntryName.Decode(Encoding.UTF8.GetBytes(file.Name))) : place.Path, file, options, file.Time);
    }

    /// <summary>Removes what the image has at a place.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.FileNotFound"/>: there is nothing.</exception>
    public void Remove(PlaceInImage place)
    {
        if (place.Node is null)
            throw new ImageException(ImageErrorId.FileNotFound, $"the image has no /{place.Path}, so there is nothing to remove");
        if (place.Names.Count == 0)
            throw new ImageException(ImageErrorId.UnsafeName, "the root itself cannot be removed");
        if (_removed.Contains(place.Path))
            return;
        string above = string.Join('/', place.Names.SkipLast(1));
        AddAbove(Join(above, ""), time: null);
        Put(Join(above, WhiteoutPrefix + place.Names[^1]), new NewEntry(new EntryHeader { Name = [] }) { IsOfEdit = true });
        _removed.Add(place.Path);
    }

    /// <summary>Hides all that the image has in a directory.</summary>
    public void Hide(PlaceInImage place)
    {
        RequireFolder(place);
        if (place.Names.Count > 0 && !_items.ContainsKey(place.Path))
            AddOwn(place, time: null);
        Put(Join(place.Path, OpaqueMark), new NewEntry(new EntryHeader { Name = [] }) { IsOfEdit = true });
    }

    /// <summary>The layer.</summary>
    /// <param name="name">What it is called in messages.</param>
    /// <param name="edited">The time of the edit, which whiteouts have.</param>
    /// <param name="latest">No file is later than this; null for any time.</param>
    public LayerSource ToLayer(string name, DateTimeOffset edited, DateTimeOffset? latest)
    {
        Check();
        NewEntry[] entries = [.. _items.Select(item => item.Value with { Header = item.Value.Header with { Name = EntryName.Encode(item.Key) } })];
        Array.Sort(entries, (one, other) => one.Header.Name.AsSpan().SequenceCompareTo(other.Header.Name));
        return EditedImage.Layer(LayerTar.Of(entries, edited, latest), name) with { Restamp = time => ToLayer(name, time, time) };
    }

    private void Add(string path, SourceFile file, AddingOptions options, long time)
    {
        AddAbove(path, time);
        (long uid, long gid) = options.OwnerOf(file);
        bool isFile = file.Type == EntryType.File;
        Put(path, new NewEntry(new EntryHeader
        {
            Name = [],
            Type = file.Type,
            Mode = options.ModeOf(file),
            Uid = uid,
            Gid = gid,
            Size = isFile ? file.Stamp.Length : 0,
            Time = file.Time,
            LinkTarget = Encoding.UTF8.GetBytes(file.LinkTarget),
        }, isFile ? new AddedFile(file.Path, file.Stamp) : null)
        {
            SharedFile = isFile && file.HasOtherNames ? (file.Stamp.Device, file.Stamp.Number) : null,
        });
    }

    // A time that is null is that of the edit.
    private void AddAbove(string path, long? time)
    {
        int slash = path.LastIndexOf('/');
        if (slash <= 0)
            return;
        string above = path[..slash];
        if (_items.TryGetValue(above, out NewEntry? there))
        {
            if (there.Header.Type != EntryType.Directory)
                throw Collision(above);
            return;
        }
        AddOwn(PlaceInImage.Of(image, "/" + above, followsLast: false), time);
    }

    // A directory as the image has it; one that it has not is root's, and everybody may read it.
    private void AddOwn(PlaceInImage place, long? time)
    {
        if (place.Names.Count == 0 || _items.ContainsKey(place.Path))
            return;
        AddAbove(place.Path, time);
        LayerEntry? own = place.Node is { } node && image.Tree.TopView.IsDirectory(node) ? image.Entry(Told(node.Version)) : null;
        Put(place.Path, own is null
            ? new NewEntry(new EntryHeader { Name = [], Type = EntryType.Directory, Mode = FolderMode, Time = time ?? 0 }) { IsOfEdit = time is null }
            : new NewEntry(new EntryHeader
            {
                Name = [],
                Type = EntryType.Directory,
                Mode = own.Mode,
                Uid = own.Uid,
                Gid = own.Gid,
                User = own.User,
                Group = own.Group,
                Time = own.Row.Time,
                Nanoseconds = own.Row.Nanoseconds,
                Xattrs = own.Xattrs,
            }) { IsOfImage = true });
    }

    // The version that tells what a directory is like, where an upper layer only has something in it.
    private int Told(int version)
    {
        while (version >= 0 && image.Tree.Version(version) is { Row: < 0 } implied)
            version = implied.Seen;
        return version;
    }

    private void Put(string path, NewEntry item)
    {
        RequireName(path, item);
        if (_items.TryGetValue(path, out NewEntry? there) && !(there.Header.Type == EntryType.Directory && item.Header.Type == EntryType.Directory))
            throw Collision(path);
        if (_items.Count >= image.Limits.Entries)
            throw new ImageException(ImageErrorId.CountLimit, $"a layer of more than {image.Limits.Entries} entries (limit Entries)");
        _items[path] = item;
    }

    // What is to be gone and what is to be there of one name, engines mix up.
    private void Check()
    {
        foreach (string removed in _removed)
        {
            if (_items.ContainsKey(removed))
                throw new ImageException(ImageErrorId.NameCollision, $"/{removed} is removed and added by one layer; to replace what a directory has, hide it");
        }
    }

    private void RequireName(string path, NewEntry item)
    {
        byte[] bytes = EntryName.Encode(path);
        if (bytes.Contains((byte)0))
            throw new ImageException(ImageErrorId.UnsafeName, $"/{path} has a NUL in it");
        if (bytes.Length > image.Limits.PathLength)
            throw new ImageException(ImageErrorId.UnsafeName, $"the path /{path} is longer than {image.Limits.PathLength} bytes, and no engine can unpack it (limit PathLength)");
        string name = path[(path.LastIndexOf('/') + 1)..];
        if ((!item.IsOfEdit || item.Header.Type == EntryType.Directory) && name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal))
            throw new ImageException(ImageErrorId.UnsafeName, $"/{path} would not become a file but remove one: such names are whiteouts");
    }

    private void RequireFolder(PlaceInImage place)
    {
        if (place.Node is { } node && !image.Tree.TopView.IsDirectory(node))
            throw new ImageException(ImageErrorId.NotADirectory, $"/{place.Path} is no directory in the image, so nothing can be put into it");
    }

    private static ImageException Collision(string path) =>
        new(ImageErrorId.NameCollision, $"two files that are added would have the path /{path} in the image");

    private static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
