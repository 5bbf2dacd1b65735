using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>Copies files of an image, or of what is written over one, among the drafts of an upper folder: with owners, modes, times and attributes, and
/// names of one file stay names of one file.</summary>
/// <param name="source">Where they are.</param>
/// <param name="upper">The upper folder.</param>
/// <param name="drafts">Its drafts.</param>
/// <param name="meter">Told of the bytes; carries the wish to stop.</param>
[SupportedOSPlatform("linux")]
internal sealed class TreeCopy(MergedTree source, UpperFolder upper, UpperDrafts drafts, ReadMeter meter) : IDisposable
{
    private readonly ContentReader _reader = new(source.Image, meter);
    private readonly ContentCopy _copy = new(meter);

    // Where the first name of each file is, below the drafts.
    private readonly Dictionary<(ulong Device, ulong Number), byte[]> _made = [];

    /// <summary>Copies a file, or a directory with all that is in it.</summary>
    /// <param name="node">What is copied.</param>
    /// <param name="place">Where it comes to be.</param>
    /// <param name="isOpaque">Whether a directory is to hide what the image has in its place.</param>
    /// <returns>Its name among the drafts.</returns>
    /// <exception cref="ImageException">It cannot be read, or not be written; then nothing is left of it.</exception>
    public byte[] Make(MergedNode node, MergedPlace place, bool isOpaque)
    {
        byte[] draft = node.IsDirectory ? drafts.Folder(isOpaque) : UpperDrafts.NewName();
        try
        {
            if (node.IsDirectory)
                FillFolder(node, draft, place.PathLength);
            else
                MakeFile(node, upper.Work, draft, draft.AsSpan(..^1));
            return draft;
        }
        catch
        {
            drafts.Remove(draft);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    // Without recursion, and with one directory open at a time: how deep they are nested, strangers decide.
    private void FillFolder(MergedNode top, byte[] draft, int length)
    {
        var folders = new List<(MergedNode Node, byte[] Path)> { (top, draft[..^1]) };
        for (int i = 0; i < folders.Count; i++)
        {
            (MergedNode node, byte[] path) = folders[i];
            using SafeFileHandle folder = Open(path);
            foreach (MergedNode child in source.Children(node, meter.Cancellation))
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                byte[] name = [.. child.RawName, 0], place = [.. path, (byte)'/', .. child.RawName];
                UpperDrafts.RequireName(child.RawName);
                RequireLength(length + place.Length + 1 - draft.Length, source.Image.Limits);
                if (!child.IsDirectory)
                    MakeFile(child, folder, name, place);
                else if (Libc.MakeFolderAt(folder, name, 0x1C0) != 0)
                    throw UnixError.Of($"the folder {child.Path} cannot be made");
                else
                    folders.Add((child, place));
            }
        }
        // The innermost first, since whatever is made in a directory changes its time.
        for (int i = folders.Count - 1; i >= 0; i--)
        {
            (MergedNode node, byte[] path) = folders[i];
            int slash = path.AsSpan().LastIndexOf((byte)'/');
            using SafeFileHandle above = Open(slash < 0 ? [] : path[..slash]);
            drafts.Set(above, [.. path[(slash + 1)..], 0], EntryType.Directory, node.Attributes);
        }
    }

    private void MakeFile(MergedNode node, SafeFileHandle folder, byte[] name, ReadOnlySpan<byte> path)
    {
        if (IdentityOf(node) is { } identity && !_made.TryAdd(identity, path.ToArray()))
        {
            byte[] first = _made[identity];
            int slash = first.AsSpan().LastIndexOf((byte)'/');
            using SafeFileHandle above = Open(slash < 0 ? [] : first[..slash]);
            drafts.HardLink(above, [.. first[(slash + 1)..], 0], folder, name);
            return;
        }
        switch (node.Type)
        {
            case EntryType.File:
                MakeRegular(node, folder, name);
                break;
            case EntryType.SymbolicLink:
                drafts.Link(node.LinkTarget, folder, name);
                break;
            case EntryType.CharacterDevice or EntryType.BlockDevice or EntryType.Fifo:
                drafts.Special(node.Type, node.DeviceMajor, node.DeviceMinor, folder, name);
                break;
            default:
                throw new ImageException(ImageErrorId.WriteFailed, $"{node.Path} is of no kind that can be written");
        }
        drafts.Set(folder, name, node.Type, node.Attributes);
    }

    private void MakeRegular(MergedNode node, SafeFileHandle folder, byte[] name)
    {
        int descriptor = Libc.CreateAt(folder, name, UnixConstants.OpenNewFile, 0x180);
        if (descriptor < 0)
            throw UnixError.Of("the file cannot be made");
        using var file = new UnixFile(new SafeFileHandle(descriptor, ownsHandle: true));
        CopyContent(source, node, _reader, _copy, file);
    }

    /// <summary>Copies the content of a file, holes as holes.</summary>
    public static void CopyContent(MergedTree source, MergedNode node, ContentReader reader, ContentCopy copy, DestinationFile file)
    {
        using Stream content = source.OpenRead(node, reader);
        bool isSparse = content is UpperContent || (node.Entry is { } entry && (entry.Row.Flags & RowFlags.Sparse) != 0);
        copy.Copy(new ExtractionItem { Path = node.Path, Type = EntryType.File, Length = node.Size, IsSparse = isSparse }, content, file);
        file.Complete(new EntryAttributes(0x180, null, null, null), []);
    }

    /// <summary>Refuses a path that no layer can have.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="limits">Says how many there may be.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>.</exception>
    public static void RequireLength(int length, ReadLimits limits)
    {
        if (length > limits.PathLength)
            throw new ImageException(ImageErrorId.UnsafeName, $"the path is longer than {limits.PathLength} bytes, and no engine can unpack it (limit PathLength)");
    }

    // Which file it is: on the disk, or in the image.
    private static (ulong Device, ulong Number)? IdentityOf(MergedNode node) => node switch
    {
        { Upper: { Type: not EntryType.Directory, Names: > 1, Stamp: var stamp } } => (stamp.Device, stamp.Number),
        { Upper: null, Entry: { } entry } => (ulong.MaxValue, ((ulong)entry.LayerIndex << 32) | (uint)entry.RowNumber),
        _ => null,
    };

    private SafeFileHandle Open(ReadOnlySpan<byte> path)
    {
        SafeFileHandle at = OpenFolder(upper.Work, ".\0"u8);
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            SafeFileHandle below = OpenFolder(at, (byte[])[.. part, 0]);
            at.Dispose();
            at = below;
        }
        return at;
    }

    private static SafeFileHandle OpenFolder(SafeFileHandle folder, ReadOnlySpan<byte> name) =>
        MergedTree.Opened(folder, name) ?? throw UnixError.Of("a draft cannot be opened");
}
