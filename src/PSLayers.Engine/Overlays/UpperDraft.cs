using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>New content of a file, that shows when it is whole: <see cref="Complete"/> puts it in place, and without that all stays as it was.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UpperDraft : Stream
{
    private const int BufferSize = 64 << 10;

    private readonly FileStream _file;
    private readonly Action _complete, _giveUp;
    private bool _isOver;

    /// <summary>Begins one.</summary>
    /// <param name="file">The file that is written.</param>
    /// <param name="complete">Puts it in place.</param>
    /// <param name="giveUp">Removes it.</param>
    public UpperDraft(SafeFileHandle file, Action complete, Action giveUp) =>
        (_file, _complete, _giveUp) = (new FileStream(file, FileAccess.Write, BufferSize), complete, giveUp);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => !_isOver;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position { get => _file.Position; set => _file.Position = value; }

    /// <summary>Puts what was written in place of what is there.</summary>
    /// <exception cref="ImageException">It cannot be done; then what was there stays.</exception>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        Guard(() => _file.Flush());
        _complete();
        _isOver = true;
        _file.Dispose();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (IOException e)
        {
            throw UnixError.Of("it cannot be written", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => Guard(_file.Flush);

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => _file.Seek(offset, origin);

    /// <inheritdoc/>
    public override void SetLength(long value) => Guard(() => _file.SetLength(value));

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A draft is written only.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!_isOver)
        {
            _isOver = true;
            // What is still in the buffer goes with the file, also where the disk has no room for it.
            _giveUp();
            try
            {
                _file.Dispose();
            }
            catch (IOException)
            {
                // The disk is full, and the file is removed already.
            }
        }
        base.Dispose(disposing);
    }

    private static void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (IOException e)
        {
            throw UnixError.Of("it cannot be written", e);
        }
    }
}
