using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;

namespace PSLayers.Bytes;

/// <summary>A file as it was when the archive was opened. It is not kept open, so it can be replaced or removed at any time; then reading
/// fails with <see cref="ImageErrorId.ArchiveChanged"/> instead of mixing old and new bytes.</summary>
internal sealed class FileSource(string path, FileStamp stamp) : ByteSource
{
    public override long Length => stamp.Length;

    public override StoredIdentity? Identity => new(path, stamp.Lasting);

    /// <summary>Full path of the file.</summary>
    public string Path => path;

    public override ByteReader Open() => new Reader(OpenFile());

    /// <summary>Opens the file itself, for whoever reads it without this process.</summary>
    /// <exception cref="ImageException">It is another one by now, or cannot be opened.</exception>
    public SafeFileHandle OpenFile()
    {
        // A pipe in the file's place would be waited for without end.
        if (!OperatingSystem.IsWindows() && new FileInfo(path) is { Exists: true } there && FileStamp.Of(there) != stamp)
            throw Changed();
        SafeFileHandle handle = FileErrors.Translate(() =>
            File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            return FileErrors.Translate(() => FileStamp.Of(handle)) == stamp
                ? handle
                : throw Changed();
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static ImageException Changed() => new(ImageErrorId.ArchiveChanged, "the file has changed since it was first read; read it again");

    private sealed class Reader(SafeFileHandle handle) : ByteReader
    {
        public override FilePlace? PlaceAt(long offset, out long length)
        {
            length = long.MaxValue;
            return new FilePlace(handle, offset);
        }

        public override int Read(Span<byte> buffer, long offset)
        {
            try
            {
                return RandomAccess.Read(handle, buffer, offset);
            }
            catch (IOException e)
            {
                throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), offset: offset, inner: e);
            }
        }

        public override void Dispose() => handle.Dispose();
    }
}
