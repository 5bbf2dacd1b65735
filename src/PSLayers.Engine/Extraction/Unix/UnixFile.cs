using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;

namespace PSLayers.Extraction.Unix;

/// <summary>A new file, open for writing.</summary>
internal sealed class UnixFile(SafeFileHandle handle) : DestinationFile
{
    private long _length;
    private bool _endsInHole;

    public override FileIdentity Identity { get; } = UnixStat.Of(handle);

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, _length);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            throw Unwritten(e);
        }
        _length += bytes.Length;
        _endsInHole = false;
    }

    public override void Skip(long count)
    {
        _length += count;
        _endsInHole = true;
    }

    public override void Complete(EntryAttributes attributes, List<string> problems)
    {
        try
        {
            if (_endsInHole)
                RandomAccess.SetLength(handle, _length);
        }
        catch (Exception e) when (e is IOException or ArgumentOutOfRangeException)
        {
            throw Unwritten(e);
        }
        UnixAttributes.Set(handle, attributes, problems);
    }

    protected override void Dispose(bool disposing) => handle.Dispose();

    // ArgumentOutOfRange is what the framework makes of a size that the file system does not know.
    private ImageException Unwritten(Exception e) => e is IOException fault
        ? UnixError.Of("it cannot be written", fault)
        : new ImageException(ImageErrorId.WriteFailed, $"a file of {_length} bytes or more is too large for the file system", inner: e);
}
