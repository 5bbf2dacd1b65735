using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>What copies and moves files: on a drive, and between two.</summary>
public sealed partial class ImageViewProvider
{
    /// <inheritdoc/>
    protected override void CopyItem(string path, string copyPath, bool recurse) => Change(copyPath, changes =>
    {
        if (!OperatingSystem.IsLinux())
            return;
        CopySource source = SourceOf(path);
        (DrivePlace target, string made) = TargetOf(changes.View, copyPath, source.Node);
        if (source.IsAt(target))
            throw new ImageException(ImageErrorId.DestinationExists, "a file cannot be copied onto itself");
        if (!ShouldProcess($"Item: {DrivePath.Visible(path)} Destination: {made}", source.Node.IsDirectory ? "Copy Directory" : "Copy File"))
            return;
        changes.View.Copy(source.Tree, source.Node, target.InnerPath, recurse, new ReadMeter(_stop.Token));
        WriteMade(made);
    });

    /// <inheritdoc/>
    protected override void MoveItem(string path, string destination) => Change(destination, changes =>
    {
        if (!OperatingSystem.IsLinux())
            return;
        CopySource source = SourceOf(path);
        if (source.Changes is null)
            throw new ImageException(ImageErrorId.ViewReadOnly, $"nothing can be moved away from {VisibleText.Line(path)}: {ReadOnly}; Copy-Item copies from it");
        (DrivePlace target, string made) = TargetOf(changes.View, destination, source.Node);
        if (!ShouldProcess($"Item: {DrivePath.Visible(path)} Destination: {made}", source.Node.IsDirectory ? "Move Directory" : "Move File"))
            return;
        if (target.Node is not null && !source.IsAt(target) && (!Force || target.IsDirectory))
            throw IsThere(made, target);
        Move(source, changes.View, target);
        WriteMade(made);
    });

    [SupportedOSPlatform("linux")]
    private void Move(CopySource source, WritableView view, DrivePlace target)
    {
        var meter = new ReadMeter(_stop.Token);
        if (ReferenceEquals(source.Changes!.View, view))
        {
            view.Move(source.Node.Path, target.InnerPath, replaces: Force, meter);
            return;
        }
        view.Copy(source.Tree, source.Node, target.InnerPath, recurse: true, meter);
        source.Changes.View.Remove(source.Node.Path, recurse: true);
    }

    // What has the new path is seldom what the command was given.
    [SupportedOSPlatform("linux")]
    private static ImageException IsThere(string path, DrivePlace place) =>
        new(ImageErrorId.DestinationExists, place.IsDirectory ? $"there is a directory {path} already" : $"{path} exists already; Move-Item -Force replaces a file");

    // What is copied or moved, of this drive or of another.
    [SupportedOSPlatform("linux")]
    private CopySource SourceOf(string path)
    {
        if (Find(path, out ImageViewDrive? drive) is not { } item)
            throw NotFound(path);
        if (item is WritableItem { Place: { Node: { } node, View: var view } })
            return new CopySource(view.Tree, node, drive!.Changes);
        if (item.Source is { } source && new MergedTree(source.Image, upper: null, source.View) is var tree && tree.Find(source.Path, followsLast: false) is { } lower)
            return new CopySource(tree, lower, Changes: null);
        throw new ImageException(ImageErrorId.NotAFile, "it is an entry of one layer and no file of a view; Export-ImageFile copies it to the disk");
    }

    // A directory takes what is copied in under its name.
    [SupportedOSPlatform("linux")]
    private static (DrivePlace Place, string Path) TargetOf(WritableView view, string path, MergedNode source)
    {
        DrivePlace place = PlaceOf(view, path);
        string name = source.Name;
        if (place.Folder is null)
        {
            return source.IsDirectory || DrivePath.Trim(path) == path ? (place, DrivePath.Visible(path))
                : throw new ImageException(ImageErrorId.FileNotFound, $"{DrivePath.Visible(path)} is to be a directory, and is none");
        }
        if (name.Length == 0)
            throw new ImageException(ImageErrorId.UnsafeName, "the root has no name that a copy of it could have in a directory; /* is what is in it");
        return (place.Inside(name), DrivePath.Visible(DrivePath.Join(path, DrivePath.Part(name))));
    }

    /// <summary>Something that is copied.</summary>
    /// <param name="Tree">The file system that has it.</param>
    /// <param name="Node">What it is.</param>
    /// <param name="Changes">Those of its drive; null where that is there to be read.</param>
    [SupportedOSPlatform("linux")]
    private sealed record CopySource(MergedTree Tree, MergedNode Node, DriveChanges? Changes)
    {
        public bool IsAt(DrivePlace place) => ReferenceEquals(Tree, place.View.Tree) && place.Node is { } node && node.RawPath.AsSpan().SequenceEqual(Node.RawPath);
    }
}
