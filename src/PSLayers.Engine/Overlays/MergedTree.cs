using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>The file system that the view of an image and an upper folder give together (Linux, filesystems/overlayfs.rst, "Upper and Lower"). It keeps
/// nothing: each question looks at the upper folder as it is, and nothing there is reached but by open directories and names in them.</summary>
/// <param name="image">The image.</param>
/// <param name="upper">The open upper folder; null for the image alone.</param>
/// <param name="view">The view of the image that is below; null for that of all layers.</param>
[SupportedOSPlatform("linux")]
internal sealed class MergedTree(LayeredImage image, SafeFileHandle? upper, TreeView? view = null)
{
    private readonly TreeView _view = view ?? image.Tree.TopView;

    /// <summary>The image.</summary>
    public LayeredImage Image => image;

    /// <summary>The root directory.</summary>
    public MergedNode Root => new([], _view.Root, upper is null ? null : UpperFacts.Read(upper, ".\0"u8, withXattrs: true), image.Entry(_view.Root.Version));

    /// <summary>What a path leads to; null for nothing.</summary>
    /// <param name="path">The path; a slash in front makes no difference.</param>
    /// <param name="followsLast">Whether a link at its end is followed.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.LinkCycle"/>, or the upper folder cannot be read.</exception>
    public MergedNode? Find(ReadOnlySpan<byte> path, bool followsLast) => Place(path, followsLast)?.Node;

    /// <summary>Where a path leads by way of the links of image and upper folder, as if it were asked in a container.</summary>
    /// <param name="path">The path; a slash in front makes no difference.</param>
    /// <param name="followsLast">Whether a link at its end is followed, also one that leads to nothing.</param>
    /// <returns>The place; null where a directory on the way is missing, or is none.</returns>
    /// <exception cref="ImageException"><see cref="ImageErrorId.LinkCycle"/>, or the upper folder cannot be read.</exception>
    public MergedPlace? Place(ReadOnlySpan<byte> path, bool followsLast)
    {
        using var way = new MergedWay(this);
        int linksLeft = image.Limits.SymbolicLinks;
        byte[]? missing = null;
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            if (missing is not null || !way.End.IsDirectory)
                return null;
            if (part.SequenceEqual(".."u8))
            {
                way.Leave();
                continue;
            }
            if (way.Child(part) is not { } child)
            {
                missing = way.NameOf(part).ToArray();
                continue;
            }
            if (child.IsLink && child.LinkTarget is { Length: > 0 } target && (followsLast || !path.Trim((byte)'/').IsEmpty))
            {
                if (linksLeft-- <= 0 || target.Length > image.Limits.LinkTarget)
                    throw new ImageException(ImageErrorId.LinkCycle, $"a path leads by way of more than {image.Limits.SymbolicLinks} links, or too long ones");
                if (target[0] == '/')
                    way.LeaveAll();
                path = (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            way.Enter(child);
        }
        return missing is not null ? new MergedPlace(way.End, missing, null) : new MergedPlace(way.Above, way.End.RawName.ToArray(), way.End);
    }

    /// <summary>What a directory has at a name; null for nothing.</summary>
    public MergedNode? Child(MergedNode folder, ReadOnlySpan<byte> name)
    {
        using SafeFileHandle? open = folder.Upper is null ? null : OpenUpper(folder.RawPath);
        return Child(folder, name, open);
    }

    /// <summary>What a directory has at a name; null for nothing.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="open">The directory of the upper folder, open; null where there is none.</param>
    public MergedNode? Child(MergedNode folder, ReadOnlySpan<byte> name, SafeFileHandle? open)
    {
        name = NameOf(folder, name, open);
        ViewNode? lower = LowerChild(folder, name);
        if (open is not null && UpperFacts.Read(open, (byte[])[.. name, 0], withXattrs: true) is { } facts)
            return facts.Type == EntryType.Whiteout ? null : Node(folder, name, facts, lower);
        return lower is null ? null : Node(folder, name, null, lower);
    }

    /// <summary>The name that a directory has for one: where the image's system ignores case, as the image or the upper folder writes it.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name as somebody writes it.</param>
    /// <param name="open">The directory of the upper folder, open; null where there is none.</param>
    public ReadOnlySpan<byte> NameOf(MergedNode folder, ReadOnlySpan<byte> name, SafeFileHandle? open)
    {
        if (!image.Tree.IgnoresCase)
            return name;
        if (LowerChild(folder, name) is { } lower)
            return NameOf(lower);
        foreach (byte[] other in open is null ? [] : UpperNames.Read(open, image.Limits.Entries))
        {
            if (NameFolding.IgnoreCase.AreEqual(name, other))
                return other;
        }
        return name;
    }

    /// <summary>What a directory has, in the order of the names' bytes.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="cancellation">Ends the work.</param>
    public List<MergedNode> Children(MergedNode folder, CancellationToken cancellation = default)
    {
        var children = new List<MergedNode>();
        List<ViewNode> below = folder.Lower is { } lower && _view.IsDirectory(lower) ? _view.Children(lower, cancellation) : [];
        using SafeFileHandle? open = folder.Upper is null ? null : OpenUpper(folder.RawPath);
        List<byte[]> names = open is null ? [] : UpperNames.Read(open, image.Limits.Entries);
        int next = 0;
        foreach (byte[] name in names)
        {
            cancellation.ThrowIfCancellationRequested();
            while (next < below.Count && NameOf(below[next]).SequenceCompareTo(name) < 0)
                AddLower(below[next++]);
            ViewNode? same = next < below.Count && NameOf(below[next]).SequenceEqual(name) ? below[next++] : null;
            if (UpperFacts.Read(open!, (byte[])[.. name, 0], withXattrs: true) is not { } facts)
                continue;
            if (facts.Type != EntryType.Whiteout)
                children.Add(Node(folder, name, facts, same));
        }
        while (next < below.Count)
            AddLower(below[next++]);
        return children;

        void AddLower(ViewNode node) => children.Add(Node(folder, NameOf(node), null, node));
    }

    /// <summary>Whether the image itself has a name in a directory, that shows unless the upper folder hides it.</summary>
    public bool HasLower(MergedNode folder, ReadOnlySpan<byte> name) => LowerChild(folder, name) is not null;

    /// <summary>Opens the content of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="lower">Reads what the image has; it must stay open as long as the stream.</param>
    /// <exception cref="ImageException">It is no file, or cannot be read.</exception>
    public Stream OpenRead(MergedNode file, ContentReader lower)
    {
        if (file.Type != EntryType.File)
            throw new ImageException(ImageErrorId.NotAFile, $"{file.Path} is no file but {Words(file.Type)}");
        if (file.Upper is null)
            return lower.Open(file.Entry!.LayerIndex, file.Entry.RowNumber);
        if (file.Upper.Foreign is { } foreign)
            throw Unknown(file.Path, foreign);
        int slash = file.RawPath.AsSpan().LastIndexOf((byte)'/');
        using SafeFileHandle? folder = OpenUpper(file.RawPath.AsSpan(0, Math.Max(slash, 0)));
        int descriptor = folder is null ? -1 : Libc.OpenAt(folder, (byte[])[.. file.RawName, 0], UnixConstants.OpenExistingFile);
        if (descriptor < 0)
            throw folder is null ? Gone(file.Path) : UnixError.Of("it cannot be opened");
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            return new UpperContent(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Opens a directory of the upper folder; null where there is none, or something else stands on the way.</summary>
    /// <param name="path">The names of the way from the root, with slashes between them.</param>
    public SafeFileHandle? OpenUpper(ReadOnlySpan<byte> path)
    {
        SafeFileHandle? at = upper is null ? null : Opened(upper, ".\0"u8);
        while (at is not null && !path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            SafeFileHandle? below = Opened(at, (byte[])[.. part, 0]);
            at.Dispose();
            at = below;
        }
        return at;
    }

    /// <summary>Opens a directory in an open one; null where there is none.</summary>
    public static SafeFileHandle? Opened(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        int descriptor = Libc.OpenAt(folder, name, UnixConstants.OpenFolder);
        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        return UnixError.Last is UnixConstants.NoEntry or UnixConstants.NotFolder || UnixError.Last == UnixConstants.Loop ? null
            : throw UnixError.Of("a directory of the upper folder cannot be opened");
    }

    // A name that names can hide in is one name for the tree of a system that folds case.
    private ViewNode? LowerChild(MergedNode folder, ReadOnlySpan<byte> name) =>
        folder.Lower is { } lower && _view.IsDirectory(lower) ? _view.Child(lower, name) : null;

    private MergedNode Node(MergedNode folder, ReadOnlySpan<byte> name, UpperFacts? facts, ViewNode? lower)
    {
        byte[] path = folder.RawPath.Length == 0 ? name.ToArray() : [.. folder.RawPath, (byte)'/', .. name];
        if (facts is null)
            return new MergedNode(path, lower, null, EntryOf(lower!.Value));
        if (facts is { IsDirectory: true, Foreign: { } foreign })
            throw Unknown("/" + Text.EntryName.Decode(path), foreign);
        bool isMerged = facts is { IsDirectory: true, IsOpaque: false } && lower is { } below && _view.IsDirectory(below);
        return new MergedNode(path, isMerged ? lower : null, facts, null);
    }

    private LayerEntry? EntryOf(ViewNode node) => _view.IsDirectory(node) ? image.Entry(node.Version)
        : image.Entry(LinkResolver.Content(image.Tree, node.Version, image.Limits)) ?? image.Entry(node.Version);

    private ReadOnlySpan<byte> NameOf(ViewNode node) => image.Tree.Name(node.Node);

    private static ImageException Unknown(string path, string mark) => new(ImageErrorId.LayerUnreadable,
        $"{path} of the upper folder was made by an overlayfs with the option {(mark == "metacopy" ? "metacopy" : "redirect_dir")}, and stands for something elsewhere");

    private static ImageException Gone(string path) => new(ImageErrorId.FileNotFound, $"{path} is gone");

    private static string Words(EntryType type) => type switch
    {
        EntryType.Directory => "a directory",
        EntryType.SymbolicLink => "a link",
        EntryType.Fifo => "a named pipe",
        EntryType.CharacterDevice or EntryType.BlockDevice => "a device",
        EntryType.HardLink => "a hard link that leads nowhere",
        _ => "something else",
    };
}
