using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>The bytes of a file of an upper folder, whatever bytes its name has. It is read when somebody reads the layer; where it has changed since
/// the layer was made, that is an error then, as digests tell what it was.</summary>
/// <param name="folder">Full path of the upper folder.</param>
/// <param name="path">Path in it.</param>
/// <param name="stamp">What it was when the layer was made.</param>
internal sealed class UpperFile(string folder, byte[] path, FileStamp stamp) : ByteSource
{
    /// <inheritdoc/>
    public override long Length => stamp.Length;

    /// <inheritdoc/>
    public override ByteReader Open()
    {
        byte[] full = [.. UnixName.OfHost(folder).AsSpan()[..^1], (byte)'/', .. path, 0];
        int descriptor = Libc.Open(full, UnixConstants.OpenExistingFile);
        if (descriptor < 0)
        {
            int error = UnixError.Last;
            throw error == UnixConstants.NoEntry || error == UnixConstants.NotFolder || error == UnixConstants.Loop ? Changed()
                : new ImageException(error is UnixConstants.Denied or UnixConstants.NotPermitted ? ImageErrorId.AccessDenied : ImageErrorId.ReadFailed,
                    $"the file cannot be read: {UnixError.LastText}", Name);
        }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (IsAsItWas(handle))
            return new Reader(this, handle);
        handle.Dispose();
        throw Changed();
    }

    private string Name => $"{folder}/{EntryName.Decode(path)}";

    private bool IsAsItWas(SafeFileHandle handle) => UnixStatus.TryGet(handle, out UnixStatus status) && FileStamp.Of(status) == stamp;

    private ImageException Changed() => new(ImageErrorId.ArchiveChanged, Directory.Exists(folder)
        ? "the file has changed since it became part of the layer; add the layer again"
        : "the folder with the changes is gone, as it is without -UpperPath once the view is dismounted; export the image before", Name);

    private sealed class Reader(UpperFile file, SafeFileHandle handle) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            try
            {
                int read = RandomAccess.Read(handle, buffer, offset);
                // Whoever wrote to it while it was read is found out at its end, before anybody has a digest.
                bool isAtEnd = offset + read >= file.Length || read == 0;
                return !isAtEnd || file.IsAsItWas(handle) ? read : throw file.Changed();
            }
            catch (IOException e)
            {
                throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), file.Name, offset, e);
            }
        }

        public override void Dispose() => handle.Dispose();
    }
}
