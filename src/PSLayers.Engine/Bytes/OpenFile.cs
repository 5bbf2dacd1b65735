using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;

namespace PSLayers.Bytes;

/// <summary>A file that somebody keeps open.</summary>
/// <param name="file">The file; not closed by this.</param>
/// <param name="length">Its bytes.</param>
internal sealed class OpenFile(SafeFileHandle file, long length) : ByteSource
{
    public override long Length => length;

    public override ByteReader Open() => new Reader(file);

    private sealed class Reader(SafeFileHandle file) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            try
            {
                return RandomAccess.Read(file, buffer, offset);
            }
            catch (IOException e)
            {
                throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), offset: offset, inner: e);
            }
        }

        public override void Dispose()
        {
        }
    }
}
