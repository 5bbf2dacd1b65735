using System.Management.Automation;
using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>What makes, removes and renames files.</summary>
public sealed partial class ImageViewProvider
{
    private const string Container = "container";

    private static readonly Dictionary<NewItemKind, string> MakeActions = new()
    {
        [NewItemKind.File] = "Create File",
        [NewItemKind.Directory] = "Create Directory",
        [NewItemKind.SymbolicLink] = "Create Symbolic Link",
        [NewItemKind.HardLink] = "Create Hard Link",
    };

    /// <inheritdoc/>
    protected override void NewItem(string path, string itemTypeName, object newItemValue) => Change(path, changes =>
    {
        if (!OperatingSystem.IsLinux())
            return;
        if (KindOf(itemTypeName) is { } kind)
            Make(changes.View, path, kind, newItemValue);
        else
            WriteError(new ErrorRecord(new PSArgumentException($"'{VisibleText.Line(itemTypeName)}' is no type of item here; there are {string.Join(", ", Enum.GetNames<NewItemKind>())}."),
                "ItemTypeUnknown", ErrorCategory.InvalidArgument, DrivePath.Visible(path)));
    });

    /// <inheritdoc/>
    protected override void RemoveItem(string path, bool recurse) => Change(path, changes =>
    {
        if (!OperatingSystem.IsLinux())
            return;
        DrivePlace place = Existing(changes.View, path);
        if (ShouldProcess(DrivePath.Visible(path), place.IsDirectory ? "Remove Directory" : "Remove File"))
            changes.View.Remove(place.InnerPath, recurse);
    });

    /// <inheritdoc/>
    protected override void RenameItem(string path, string newName) => Change(path, changes =>
    {
        if (!OperatingSystem.IsLinux())
            return;
        DrivePlace place = Existing(changes.View, path);
        // The shell's completion writes ./ in front.
        string name = newName.StartsWith("./", StringComparison.Ordinal) ? newName[2..] : newName;
        if (name is "" or "." or ".." || DrivePath.Leaf(name) != name)
            throw new ImageException(ImageErrorId.UnsafeName, $"{newName} is no name but a path; Move-Item gives a file another path");
        string made = DrivePath.Visible(DrivePath.Join(DrivePath.Parent(path), name));
        if (!ShouldProcess($"Item: {DrivePath.Visible(path)} Destination: {made}", place.IsDirectory ? "Rename Directory" : "Rename File"))
            return;
        DrivePlace target = place.Beside(name);
        if (target.Node is { } there && !there.RawPath.AsSpan().SequenceEqual(place.Node!.RawPath))
            throw IsThere(made, target);
        changes.View.Move(place.InnerPath, target.InnerPath, replaces: false, new ReadMeter(_stop.Token));
        WriteMade(made);
    });

    // PowerShell asks alike of what Remove-Item is to remove, and of directories in which names for its wildcards may be.
    private bool IsRemoved(string path) => ServedCommand.Of(this) is { MyCommand.Name: "Remove-Item", BoundParameters: { } given }
        && !(given.GetValueOrDefault("Path") is string[] patterns && Array.Exists(patterns, pattern => LeadsThrough(pattern, DrivePath.Split(path))));

    private bool LeadsThrough(string pattern, string[] folder)
    {
        try
        {
            string[] parts = DrivePath.Split(SessionState.Path.GetUnresolvedProviderPathFromPSPath(pattern));
            return parts.Length > folder.Length && folder.Zip(parts, (name, part) => TextPattern.Of(part, WildcardOptions.IgnoreCase).IsMatch(name)).All(isLike => isLike);
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            return false;
        }
    }

    // As the file system takes it: by the first letters.
    private static NewItemKind? KindOf(string? type)
    {
        if (string.IsNullOrEmpty(type))
            return NewItemKind.File;
        foreach (NewItemKind kind in Enum.GetValues<NewItemKind>())
        {
            if (kind.ToString().StartsWith(type, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return Container.StartsWith(type, StringComparison.OrdinalIgnoreCase) ? NewItemKind.Directory : null;
    }

    [SupportedOSPlatform("linux")]
    private void Make(WritableView view, string path, NewItemKind kind, object? value)
    {
        DrivePlace place = PlaceOf(view, path);
        bool isThere = kind == NewItemKind.Directory && place.Folder is not null && Force;
        if (place.Node is not null && !isThere && (!Force || place.IsDirectory || kind == NewItemKind.Directory))
            throw new ImageException(ImageErrorId.DestinationExists, place.IsDirectory ? "a directory is there already" : "it exists already; -Force replaces a file");
        path = DrivePath.Visible(path);
        if (!ShouldProcess($"Destination: {path}", MakeActions[kind]))
            return;
        if (!isThere)
        {
            if (Force || kind == NewItemKind.Directory)
            {
                MakeAbove(view, path);
                place = PlaceOf(view, path);
            }
            Make(view, place, kind, value);
        }
        WriteMade(path, isNew: !isThere);
    }

    [SupportedOSPlatform("linux")]
    private void Make(WritableView view, DrivePlace place, NewItemKind kind, object? value)
    {
        if (kind == NewItemKind.Directory)
            view.MakeFolder(place.InnerPath);
        else if (kind == NewItemKind.File)
        {
            using UpperDraft file = view.Write(place.InnerPath, keepsContent: false);
            file.Write(Encoding.UTF8.GetBytes(value?.ToString() ?? ""));
            file.Complete();
        }
        else
        {
            string target = LinkTarget(view, value, isPlace: kind == NewItemKind.HardLink);
            if (place.Node is not null)
                view.Remove(place.InnerPath, recurse: false);
            if (kind == NewItemKind.HardLink)
                view.MakeHardLink(place.InnerPath, target, new ReadMeter(_stop.Token));
            else
                view.MakeSymbolicLink(place.InnerPath, target);
        }
    }

    // The directories above a path that are missing.
    [SupportedOSPlatform("linux")]
    private static void MakeAbove(WritableView view, string path)
    {
        string[] parts = DrivePath.Split(path);
        DrivePlace at = DrivePlace.RootOf(view);
        foreach (string part in parts.AsSpan(1..^1))
        {
            DrivePlace next = at.Below([part]);
            if (next.Node is null)
            {
                view.MakeFolder(next.InnerPath);
                next = at.Below([part]);
            }
            at = next;
        }
    }

    // A path of this drive means the one in the image. What a symbolic link points to may be any text.
    [SupportedOSPlatform("linux")]
    private string LinkTarget(WritableView view, object? value, bool isPlace)
    {
        object? given = value is PSObject wrapped ? wrapped.BaseObject : value;
        string text = (given as ImageFile)?.InnerPath ?? given?.ToString() ?? "";
        if (text.Length == 0)
            throw new ImageException(ImageErrorId.UnsafeName, "a link needs a -Target: a path in the image");
        bool hasDrive = text.Contains(':', StringComparison.Ordinal);
        if (text.StartsWith('/') || (!hasDrive && !isPlace))
            return text;
        try
        {
            string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(text);
            if (Mounted.DriveOf(DrivePath.Split(full)) is { Changes: { } changes } && ReferenceEquals(changes.View, view))
                return PlaceOf(view, full).InnerPath;
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            // Then it is no path of PowerShell's, but may be a name.
            if (!isPlace)
                return text;
        }
        throw new ImageException(ImageErrorId.PathOutside, $"{text} is no path of this drive, and links lead to files of their image only");
    }

    [SupportedOSPlatform("linux")]
    private static DrivePlace PlaceOf(WritableView view, string path) => DrivePlace.RootOf(view).Below(DrivePath.Split(path).AsSpan(1));

    [SupportedOSPlatform("linux")]
    private static DrivePlace Existing(WritableView view, string path) => PlaceOf(view, path) is { Node: not null } place ? place : throw NotFound(path);

    // What was made, as an object.
    private void WriteMade(string path, bool isNew = false)
    {
        _shown = null;
        if (ServedCommand.WantsOutput(this) && Shown(path, isNew) is { } item)
            Write(item, path);
    }
}
