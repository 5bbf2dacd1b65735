using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>A view that can be written: the view of an image, and over it an upper folder that takes the changes. The image is never touched; what is changed
/// comes up into the folder whole, with the directories that it is in, as they are in the image.</summary>
/// <remarks>Each change is one step: whoever is stopped or killed, or finds the disk full, leaves what was there.</remarks>
[SupportedOSPlatform("linux")]
internal sealed partial class WritableView : IDisposable
{
    private readonly UpperDrafts _drafts;
    private readonly MergedTree _tree;

    /// <summary>Opens it. The folder is the view's from now on.</summary>
    /// <param name="image">The image.</param>
    /// <param name="upper">The upper folder.</param>
    /// <exception cref="ImageException">The folder has the changes to another image.</exception>
    public WritableView(LayeredImage image, UpperFolder upper)
    {
        (Image, Upper, _drafts, _tree) = (image, upper, new UpperDrafts(upper), new MergedTree(image, upper.Root));
        upper.BelongTo(image.Image, image.Layers.Count - 1);
        if (UpperNames.Read(upper.Root, image.Limits.Entries).Count == 0)
            _drafts.Set(upper.Root, [(byte)'.', 0], Layers.EntryType.Directory, new MergedTree(image, null).Root.Attributes);
    }

    /// <summary>The image.</summary>
    public LayeredImage Image { get; }

    /// <summary>The folder with the changes.</summary>
    public UpperFolder Upper { get; }

    /// <summary>The file system that both give.</summary>
    public MergedTree Tree => _tree;

    /// <summary>The root directory.</summary>
    public MergedNode Root => _tree.Root;

    /// <summary>What a path leads to; null for nothing.</summary>
    /// <param name="path">The path; a slash in front makes no difference.</param>
    /// <param name="followsLast">Whether a link at its end is followed.</param>
    public MergedNode? Find(ReadOnlySpan<byte> path, bool followsLast) => _tree.Find(path, followsLast);

    /// <summary>What a directory has at a name; null for nothing.</summary>
    public MergedNode? Child(MergedNode folder, ReadOnlySpan<byte> name) => _tree.Child(folder, name);

    /// <summary>What a directory has, in the order of the names' bytes.</summary>
    public List<MergedNode> Children(MergedNode folder, CancellationToken cancellation = default) => _tree.Children(folder, cancellation);

    /// <summary>Opens the content of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="lower">Reads what the image has; it must stay open as long as the stream.</param>
    public Stream OpenRead(MergedNode file, ContentReader lower) => _tree.OpenRead(file, lower);

    /// <inheritdoc/>
    public void Dispose() => Upper.Dispose();

    // Where something is to be made or changed.
    private MergedPlace PlaceOf(string path, bool followsLast)
    {
        MergedPlace place = _tree.Place(EntryName.Encode(path), followsLast) ?? throw new ImageException(ImageErrorId.FileNotFound, $"a directory that {path} would be in is not there");
        if (place.Folder is null)
            throw new ImageException(ImageErrorId.UnsafeName, "the root itself cannot be replaced, moved or removed");
        RequireName(place);
        return place;
    }

    private static MergedNode There(MergedPlace place, string path) => place.Node ?? throw new ImageException(ImageErrorId.FileNotFound, $"the image has no {path}");

    // A directory of the upper folder, which comes up from the image with all above it where need be.
    private SafeFileHandle Own(MergedNode folder)
    {
        SafeFileHandle at = _tree.OpenUpper([])!;
        try
        {
            MergedNode node = Root;
            ReadOnlySpan<byte> rest = folder.RawPath;
            while (!rest.IsEmpty)
            {
                ReadOnlySpan<byte> part = ImagePath.Next(ref rest);
                byte[] name = [.. part, 0];
                MergedNode below = _tree.Child(node, part, at) ?? throw new ImageException(ImageErrorId.FileNotFound, $"{folder.Path} is gone");
                if (below.Upper is null)
                    BringFolder(below, at, name);
                int descriptor = Libc.OpenAt(at, name, UnixConstants.OpenFolder);
                if (descriptor < 0)
                    throw UnixError.Of($"the directory {below.Path} of the upper folder cannot be opened");
                at.Dispose();
                (at, node) = (new SafeFileHandle(descriptor, ownsHandle: true), below);
            }
            return at;
        }
        catch
        {
            at.Dispose();
            throw;
        }
    }

    private void BringFolder(MergedNode folder, SafeFileHandle above, byte[] name)
    {
        byte[] draft = _drafts.Folder(isOpaque: false);
        Place(draft, above, name, keepsTime: true, () => _drafts.Set(Upper.Work, draft, Layers.EntryType.Directory, folder.Attributes));
    }

    // Brings a file up as it is; a directory without what is in it.
    private void BringUp(MergedPlace place, ReadMeter meter)
    {
        if (place.Node!.Upper is not null)
            return;
        using SafeFileHandle folder = Own(place.Folder!);
        if (place.Node.IsDirectory)
        {
            BringFolder(place.Node, folder, Terminated(place.Name));
            return;
        }
        using var copy = new TreeCopy(_tree, Upper, _drafts, meter);
        byte[] draft = copy.Make(place.Node, place, isOpaque: false);
        Place(draft, folder, Terminated(place.Name), keepsTime: true);
    }

    // Puts a draft in its place; where that fails nothing is left of it.
    private void Place(byte[] draft, SafeFileHandle folder, byte[] name, bool keepsTime, Action? prepare = null)
    {
        try
        {
            prepare?.Invoke();
            _drafts.Put(draft, folder, name, keepsTime);
        }
        catch
        {
            _drafts.Remove(draft);
            throw;
        }
    }

    private void Place(byte[] draft, MergedPlace place, bool keepsTime, Action? prepare = null)
    {
        SafeFileHandle folder;
        try
        {
            folder = Own(place.Folder!);
        }
        catch
        {
            _drafts.Remove(draft);
            throw;
        }
        using (folder)
            Place(draft, folder, Terminated(place.Name), keepsTime, prepare);
    }

    // Whether something of the image, or a mark that it is removed, is in the place of what is made.
    private bool HidesLower(MergedPlace place) => _tree.HasLower(place.Folder!, place.Name);

    private void RequireName(MergedPlace place)
    {
        UpperDrafts.RequireName(place.Name);
        TreeCopy.RequireLength(place.PathLength, Image.Limits);
    }

    private static byte[] Terminated(byte[] name) => name.Contains((byte)0) ? throw new ImageException(ImageErrorId.UnsafeName, "a name has a NUL in it") : [.. name, 0];
}
