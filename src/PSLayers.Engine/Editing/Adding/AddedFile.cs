using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Editing.Adding;

/// <summary>The bytes of a file of the disk that became part of a layer. It is read when somebody reads the layer; where it has changed since it was
/// added, that is an error then, as digests tell what it was.</summary>
/// <param name="path">Full path.</param>
/// <param name="stamp">What it was when it was added.</param>
internal sealed class AddedFile(string path, FileStamp stamp) : ByteSource
{
    /// <inheritdoc/>
    public override long Length => stamp.Length;

    /// <inheritdoc/>
    public override ByteReader Open() => new Reader(this, Told(() => new FileSource(path, stamp).Open()));

    private ImageException Changed() => new(ImageErrorId.ArchiveChanged, "the file has changed since it was added to the image; add it again", path);

    private T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.ArchiveChanged)
        {
            throw Changed();
        }
        catch (ImageException e)
        {
            throw new ImageException(e.ErrorId, e.Reason, path, inner: e);
        }
    }

    private sealed class Reader(AddedFile file, ByteReader reader) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            int read;
            try
            {
                read = reader.Read(buffer, offset);
            }
            catch (ImageException e)
            {
                throw new ImageException(e.ErrorId, e.Reason, file.FilePath, e.Offset, e);
            }
            // Whoever wrote to it while it was read is found out at its end, before anybody has a digest.
            bool isShorter = read == 0 && !buffer.IsEmpty && offset < file.Length;
            if (isShorter || (offset + read == file.Length && FileStamp.Of(new FileInfo(file.FilePath)) != file.Stamp))
                throw file.Changed();
            return read;
        }

        public override void Dispose() => reader.Dispose();
    }

    private string FilePath => path;

    private FileStamp Stamp => stamp;
}
