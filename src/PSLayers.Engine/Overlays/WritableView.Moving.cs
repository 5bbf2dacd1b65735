using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.Overlays;

/// <summary>What gets another path, and what is copied.</summary>
internal sealed partial class WritableView
{
    /// <summary>Gives a file or directory another path. What the image has is copied into the upper folder for that, as the kernel leaves it to its callers.</summary>
    /// <param name="path">The path; a link itself is meant.</param>
    /// <param name="newPath">The new path.</param>
    /// <param name="replaces">Whether a file that is there may go.</param>
    /// <param name="meter">Told of the bytes that are copied; carries the wish to stop.</param>
    /// <exception cref="ImageException">There is nothing, or something has the new path.</exception>
    public void Move(string path, string newPath, bool replaces = false, ReadMeter? meter = null)
    {
        MergedPlace from = PlaceOf(path, followsLast: false), to = PlaceOf(newPath, followsLast: false);
        MergedNode node = There(from, path);
        if (to.Node?.RawPath.AsSpan().SequenceEqual(node.RawPath) == true)
            return;
        if (IsIn(to.Folder!, node))
            throw new ImageException(ImageErrorId.UnsafeName, "a directory cannot be moved into itself");
        if (to.Node is { } there && (!replaces || there.IsDirectory || node.IsDirectory))
            throw new ImageException(ImageErrorId.DestinationExists, there.IsDirectory ? "a directory is there already" : "it exists already");
        // Between two names of one file the system does nothing.
        if (to.Node?.Upper is { } same && node.Upper is { } own && (same.Stamp.Device, same.Stamp.Number) == (own.Stamp.Device, own.Stamp.Number))
            Remove(from);
        else if (node.Upper is null || (node.IsDirectory && node.Lower is not null))
        {
            using var copy = new TreeCopy(_tree, Upper, _drafts, meter ?? new ReadMeter());
            Place(copy.Make(node, to, isOpaque: HidesLower(to)), to, keepsTime: false);
            Remove(from);
        }
        else
            MoveWithin(from, to, node);
    }

    // What is in the upper folder alone changes its place there, and a whiteout comes where the image had something. Between the two steps it is nowhere
    // but among the drafts, unless the system leaves the whiteout itself.
    private void MoveWithin(MergedPlace from, MergedPlace to, MergedNode node)
    {
        bool leavesWhiteout = HidesLower(from);
        using SafeFileHandle oldFolder = Own(from.Folder!), newFolder = Own(to.Folder!);
        if (node.IsDirectory && HidesLower(to))
            _drafts.MakeOpaque(oldFolder, Terminated(from.Name));
        _drafts.Move(oldFolder, Terminated(from.Name), newFolder, Terminated(to.Name), leavesWhiteout);
    }

    /// <summary>Copies a file or directory, of this view or of another, to a path: with owner, mode, time and attributes. A directory that is there gets what
    /// the other has in it; files are replaced.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="node">What is copied.</param>
    /// <param name="newPath">The path that it gets.</param>
    /// <param name="recurse">Whether a directory comes with what is in it.</param>
    /// <param name="meter">Told of the bytes that are copied; carries the wish to stop.</param>
    /// <exception cref="ImageException">A directory is to replace a file, or a file a directory; or the disk does not take it.</exception>
    public void Copy(MergedTree source, MergedNode node, string newPath, bool recurse, ReadMeter? meter = null)
    {
        using var copy = new TreeCopy(source, Upper, _drafts, meter ?? new ReadMeter());
        MergedPlace top = PlaceOf(newPath, followsLast: true);
        if (recurse && ReferenceEquals(source, _tree) && IsIn(top.Folder!, node))
            throw new ImageException(ImageErrorId.UnsafeName, "a directory cannot be copied into itself");
        var open = new Stack<(MergedNode Node, MergedPlace Place)>();
        open.Push((node, top));
        while (open.TryPop(out (MergedNode Node, MergedPlace Place) next))
        {
            meter?.Cancellation.ThrowIfCancellationRequested();
            (MergedNode item, MergedPlace place) = next;
            if (place.Node is { } there && there.IsDirectory != item.IsDirectory)
                throw new ImageException(ImageErrorId.DestinationExists, $"{there.Path} is {(there.IsDirectory ? "a directory" : "no directory")}");
            if (!item.IsDirectory)
                Place(copy.Make(item, place, isOpaque: false), place, keepsTime: place.Node is not null);
            else if (!recurse)
                CopyFolder(item, place);
            else if (place.Node is null)
                Place(copy.Make(item, place, isOpaque: HidesLower(place)), place, keepsTime: false);
            else
            {
                foreach (MergedNode child in source.Children(item))
                    open.Push((child, new MergedPlace(place.Node, child.RawName.ToArray(), Child(place.Node, child.RawName))));
            }
        }
    }

    private void CopyFolder(MergedNode folder, MergedPlace place)
    {
        if (place.Node is null)
            PlaceNew(_drafts.Folder(HidesLower(place)), place, EntryType.Directory, folder.Attributes);
    }

    private static bool IsIn(MergedNode folder, MergedNode node) =>
        folder.RawPath.AsSpan().StartsWith(node.RawPath) && (folder.RawPath.Length == node.RawPath.Length || folder.RawPath[node.RawPath.Length] == (byte)'/') && node.IsDirectory;
}
