using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>What is made.</summary>
internal sealed partial class WritableView
{
    private const int SetGroup = 0x400;

    private static readonly EntryAttributes NewFolder = new(FolderMode, (0, 0), null, null);

    /// <summary>Makes an empty file.</summary>
    /// <param name="path">The path; nothing may be there.</param>
    /// <param name="attributes">Owner, mode and time; null for root's, which everybody may read.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.DestinationExists"/>, or it cannot be made.</exception>
    public void MakeFile(string path, EntryAttributes? attributes = null)
    {
        MergedPlace place = NewPlace(path);
        (byte[] draft, SafeFileHandle file) = _drafts.File();
        file.Dispose();
        PlaceNew(draft, place, EntryType.File, attributes ?? NewIn(place, NewFile));
    }

    /// <summary>Makes a directory.</summary>
    /// <param name="path">The path; nothing may be there.</param>
    /// <param name="attributes">Owner, mode and time; null for root's, which everybody may enter.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.DestinationExists"/>, or it cannot be made.</exception>
    public void MakeFolder(string path, EntryAttributes? attributes = null)
    {
        MergedPlace place = NewPlace(path);
        PlaceNew(_drafts.Folder(HidesLower(place)), place, EntryType.Directory, attributes ?? NewIn(place, NewFolder));
    }

    /// <summary>Makes a symbolic link.</summary>
    /// <param name="path">The path; nothing may be there.</param>
    /// <param name="target">What it points to, as it is to stand there.</param>
    /// <param name="attributes">Owner and time; null for root's.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.DestinationExists"/>, or it cannot be made.</exception>
    public void MakeSymbolicLink(string path, string target, EntryAttributes? attributes = null)
    {
        MergedPlace place = NewPlace(path);
        PlaceNew(_drafts.Link(EntryName.Encode(target)), place, EntryType.SymbolicLink, attributes ?? NewIn(place, NewFile));
    }

    /// <summary>Gives a file a further name.</summary>
    /// <param name="path">The path; nothing may be there.</param>
    /// <param name="existing">Path of the file.</param>
    /// <param name="meter">Told of the bytes where the file comes up; carries the wish to stop.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.DestinationExists"/>, or there is no such file.</exception>
    public void MakeHardLink(string path, string existing, ReadMeter? meter = null)
    {
        MergedPlace place = NewPlace(path), first = PlaceOf(existing, followsLast: false);
        if (There(first, existing).IsDirectory)
            throw new ImageException(ImageErrorId.NotAFile, "a directory has no further names");
        BringUp(first, meter ?? new ReadMeter());
        using SafeFileHandle folder = Own(first.Folder!);
        Place(_drafts.HardLink(folder, Terminated(first.Name)), place, keepsTime: false);
    }

    /// <summary>Sets owner, mode and time of what is there; a link itself is meant.</summary>
    /// <param name="path">The path.</param>
    /// <param name="change">Given what it has, what it is to have.</param>
    /// <param name="meter">Told of the bytes where the file comes up; carries the wish to stop.</param>
    /// <exception cref="ImageException">There is no such file, or they cannot be set.</exception>
    public void SetAttributes(string path, Func<EntryAttributes, EntryAttributes> change, ReadMeter? meter = null)
    {
        MergedPlace place = PlaceOf(path, followsLast: false);
        EntryAttributes wanted = change(There(place, path).Attributes);
        BringUp(place, meter ?? new ReadMeter());
        using SafeFileHandle folder = Own(place.Folder!);
        _drafts.Set(folder, Terminated(place.Name), place.Node!.Type, wanted);
    }

    /// <summary>Removes what is there; a link itself is meant.</summary>
    /// <param name="path">The path.</param>
    /// <param name="recurse">Whether a directory goes with what is in it.</param>
    /// <exception cref="ImageException">There is nothing, or a directory that has something in it.</exception>
    public void Remove(string path, bool recurse)
    {
        MergedPlace place = PlaceOf(path, followsLast: false);
        if (There(place, path) is { IsDirectory: true } folder && !recurse && Children(folder).Count > 0)
            throw new ImageException(ImageErrorId.DestinationExists, "the directory is not empty");
        Remove(place);
    }

    // In the place of what the image has a whiteout comes; else what is there goes among the drafts at once, and then bit by bit.
    private void Remove(MergedPlace place)
    {
        bool hidesLower = HidesLower(place);
        using SafeFileHandle folder = Own(place.Folder!);
        if (hidesLower)
            Place(_drafts.Whiteout(), folder, Terminated(place.Name), keepsTime: false);
        else
            _drafts.Take(folder, Terminated(place.Name));
    }

    private void PlaceNew(byte[] draft, MergedPlace place, EntryType type, EntryAttributes attributes) =>
        Place(draft, place, keepsTime: false, () => _drafts.Set(Upper.Work, draft, type, attributes));

    // As everywhere on Linux, a directory with the setgid bit gives its group to what is made in it, and the bit to directories (inode(7)).
    private static EntryAttributes NewIn(MergedPlace place, EntryAttributes plain)
    {
        EntryAttributes folder = place.Folder!.Attributes;
        return (folder.Mode & SetGroup) == 0 ? plain
            : plain with { Owner = (0, folder.Owner?.Gid ?? 0), Mode = plain == NewFolder ? plain.Mode | SetGroup : plain.Mode };
    }

    private MergedPlace NewPlace(string path)
    {
        MergedPlace place = PlaceOf(path, followsLast: false);
        return place.Node is null ? place : throw new ImageException(ImageErrorId.DestinationExists, "it exists already");
    }
}
