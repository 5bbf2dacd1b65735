using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;

namespace PSLayers.Overlays;

/// <summary>What comes from the disk.</summary>
internal sealed partial class WritableView
{
    private const int PieceSize = 256 << 10;

    /// <summary>Copies a file or a symbolic link of the disk to a path; a link that is there is replaced itself.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">The path.</param>
    /// <param name="attributes">Owner, mode and time.</param>
    /// <param name="replaces">Whether a file that is there may go.</param>
    /// <param name="meter">Told of the bytes; carries the wish to stop.</param>
    /// <exception cref="ImageException">It has changed since it was found, or something has the path, or the disk does not take it.</exception>
    public void Import(SourceFile file, string path, EntryAttributes attributes, bool replaces, ReadMeter meter)
    {
        MergedPlace place = PlaceToFill(path, replaces);
        byte[] draft = file.Type == EntryType.SymbolicLink ? _drafts.Link(Encoding.UTF8.GetBytes(file.LinkTarget)) : DraftOf(file, meter);
        Place(draft, place, keepsTime: place.Node is not null, () => _drafts.Set(Upper.Work, draft, file.Type, attributes));
    }

    /// <summary>Makes a path a further name of a file that was copied before.</summary>
    /// <param name="existing">Path of the file.</param>
    /// <param name="path">The path.</param>
    /// <param name="replaces">Whether a file that is there may go.</param>
    /// <exception cref="ImageException">Something has the path, or the file is gone.</exception>
    public void ImportLink(string existing, string path, bool replaces)
    {
        MergedPlace place = PlaceToFill(path, replaces), first = PlaceOf(existing, followsLast: false);
        using SafeFileHandle folder = Own(first.Folder!);
        Place(_drafts.HardLink(folder, Terminated(first.Name)), place, keepsTime: place.Node is not null);
    }

    private MergedPlace PlaceToFill(string path, bool replaces)
    {
        MergedPlace place = PlaceOf(path, followsLast: false);
        if (place.Node is { } there && (!replaces || there.IsDirectory))
            throw new ImageException(ImageErrorId.DestinationExists, there.IsDirectory ? "a directory is there already" : "it exists already; -Force replaces it");
        return place;
    }

    private byte[] DraftOf(SourceFile file, ReadMeter meter)
    {
        (byte[] draft, SafeFileHandle handle) = _drafts.File();
        try
        {
            using (handle)
                CopyContent(new AddedFile(file.Path, file.Stamp), handle, meter);
            return draft;
        }
        catch
        {
            _drafts.Remove(draft);
            throw;
        }
    }

    // Pieces of zeros take no room.
    private static void CopyContent(AddedFile source, SafeFileHandle target, ReadMeter meter)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            using ByteReader reader = source.Open();
            long done = 0;
            for (int read; (read = reader.Read(buffer.AsSpan(0, PieceSize), done)) > 0; done += read)
            {
                meter.Add(read);
                if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                    RandomAccess.Write(target, buffer.AsSpan(0, read), done);
            }
            RandomAccess.SetLength(target, done);
        }
        catch (IOException e)
        {
            throw UnixError.Of("it cannot be written", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
