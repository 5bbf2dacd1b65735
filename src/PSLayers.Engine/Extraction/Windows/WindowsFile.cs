using Microsoft.Win32.SafeHandles;

namespace PSLayers.Extraction.Windows;

/// <summary>A new file, open for writing and for nobody else.</summary>
internal sealed class WindowsFile(SafeFileHandle handle, FileIdentity identity) : DestinationFile
{
    private long _length;

    public override FileIdentity Identity => identity;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(handle, bytes, _length);
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            throw WindowsError.Of("it cannot be written", e);
        }
        _length += bytes.Length;
    }

    public override void Skip(long count) => _length += count;

    public override void Complete(EntryAttributes attributes, List<string> problems)
    {
        try
        {
            RandomAccess.SetLength(handle, _length);
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            throw WindowsError.Of("it cannot be written", e);
        }
        if (attributes.LastWriteTime is { } time)
            WindowsFolder.Attempt("the time", () => File.SetLastWriteTimeUtc(handle, time.UtcDateTime), problems);
    }

    protected override void Dispose(bool disposing) => handle.Dispose();
}
