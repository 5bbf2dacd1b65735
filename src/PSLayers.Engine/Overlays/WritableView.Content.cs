using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>Content of files.</summary>
internal sealed partial class WritableView
{
    // What files and directories get that are new, as root's umask leaves it.
    private const int FileMode = 0x1A4, FolderMode = 0x1ED;
    private const string Capability = "security.capability";

    private static readonly EntryAttributes NewFile = new(FileMode, (0, 0), null, null);

    /// <summary>Writes a file anew, or adds to it. A link is followed; what it leads to is made where it is missing. A file that was there keeps owner, mode
    /// and attributes, but for capabilities, which the kernel takes from whatever is written.</summary>
    /// <param name="path">The path.</param>
    /// <param name="keepsContent">Whether the content that is there comes first.</param>
    /// <param name="meter">Told of the bytes that are kept; carries the wish to stop.</param>
    /// <returns>What is written to.</returns>
    /// <exception cref="ImageException">It is no file, or there is no such directory, or the disk does not take it.</exception>
    public UpperDraft Write(string path, bool keepsContent, ReadMeter? meter = null)
    {
        MergedPlace place = FilePlace(path);
        (byte[] draft, SafeFileHandle file) = _drafts.File();
        try
        {
            if (keepsContent && place.Node is { Size: > 0 } node)
                Copy(node, file, meter ?? new ReadMeter());
            return new UpperDraft(file, () => Complete(path, draft), () => _drafts.Remove(draft)) { Position = keepsContent ? place.Node?.Size ?? 0 : 0 };
        }
        catch
        {
            file.Dispose();
            _drafts.Remove(draft);
            throw;
        }
    }

    private void Copy(MergedNode node, SafeFileHandle target, ReadMeter meter)
    {
        using var reader = new ContentReader(Image, meter);
        using var again = new SafeFileHandle(target.DangerousGetHandle(), ownsHandle: false);
        TreeCopy.CopyContent(_tree, node, reader, new ContentCopy(meter), new UnixFile(again));
        RandomAccess.SetLength(target, node.Size);
    }

    // What is there by now counts.
    private void Complete(string path, byte[] draft)
    {
        MergedPlace place = FilePlace(path);
        EntryAttributes attributes = place.Node is { } node ? Written(node.Attributes) : NewIn(place, NewFile);
        using SafeFileHandle folder = Own(place.Folder!);
        _drafts.Set(Upper.Work, draft, EntryType.File, attributes);
        if (place.Node?.Upper is { Names: > 1, Stamp: var stamp })
            PlaceOtherNames(draft, stamp, place);
        _drafts.Put(draft, folder, Terminated(place.Name), keepsTime: place.Node is not null);
    }

    // Further names of the file stay such.
    private void PlaceOtherNames(byte[] draft, FileStamp stamp, MergedPlace place)
    {
        byte[] own = place.Node!.RawPath;
        foreach (byte[] path in UpperLinks.Find(Upper.Root, stamp, Image.Limits))
        {
            if (path.AsSpan().SequenceEqual(own))
                continue;
            int slash = path.AsSpan().LastIndexOf((byte)'/');
            using SafeFileHandle? folder = _tree.OpenUpper(path.AsSpan(0, Math.Max(slash, 0)));
            if (folder is not null)
                Place(_drafts.HardLink(Upper.Work, draft), folder, Terminated(path[(slash + 1)..]), keepsTime: true);
        }
    }

    private static EntryAttributes Written(EntryAttributes attributes) => attributes with
    {
        LastWriteTime = null,
        Xattrs = attributes.Xattrs?.Where(xattr => xattr.Key != Capability).ToDictionary(),
    };

    private MergedPlace FilePlace(string path)
    {
        MergedPlace place = PlaceOf(path, followsLast: true);
        if (place.Node is { Type: not EntryType.File } node)
            throw new ImageException(ImageErrorId.NotAFile, $"{EntryName.Decode(EntryName.Encode(path))} is no file but {(node.IsDirectory ? "a directory" : "something special")}");
        return place;
    }
}
