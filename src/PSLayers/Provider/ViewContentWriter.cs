using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Runtime.Versioning;
using System.Text;
using PSLayers.Overlays;

namespace PSLayers.Provider;

/// <summary>Writes the content of one file of a writable drive, for Set-Content and Add-Content. What was there stays until the new content is whole, and
/// for good where something fails or the command is stopped before its end.</summary>
/// <param name="open">Opens what is to become the content, told whether it starts with what is there.</param>
/// <param name="marked">The encoding that the mark in front of what is there tells; null for none.</param>
/// <param name="parameters">What the text is to be like.</param>
/// <param name="finish">Does the last of the work if the command has come to its end, and tells what fails.</param>
[SupportedOSPlatform("linux")]
internal sealed class ViewContentWriter(Func<bool, UpperDraft> open, Func<Encoding?> marked, ContentWriterParameters parameters, Action<Action> finish) : IContentWriter
{
    private const int BufferSize = 64 << 10;

    private UpperDraft? _draft = open(false);
    private StreamWriter? _text;
    private Encoding? _marked;
    private bool _isWritten;
    private bool _isFailed;

    /// <summary>Writes objects: each as a line of text, or as a byte.</summary>
    /// <exception cref="PSArgumentException">Something else than bytes, where bytes are wanted.</exception>
    public IList Write(IList content)
    {
        if (_draft is not { } draft || _isFailed)
            return content;
        _isWritten = true;
        try
        {
            foreach (object? item in content)
            {
                if (item is object[] several)
                    Array.ForEach(several, one => Write(draft, one));
                else
                    Write(draft, item);
            }
        }
        catch
        {
            // Half of a content is none.
            _isFailed = true;
            throw;
        }
        return content;
    }

    /// <summary>Goes to a place in the file; Add-Content goes to its end before it writes.</summary>
    public void Seek(long offset, SeekOrigin origin)
    {
        _text?.Flush();
        if (!_isWritten && _draft is { } empty)
        {
            _isWritten = true;
            empty.Dispose();
            _draft = null;
            _marked = marked();
            _draft = open(true);
        }
        _draft?.Seek(offset, origin);
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_draft is not { } draft)
            return;
        _draft = null;
        using (draft)
        {
            if (_isFailed)
                return;
            finish(() =>
            {
                _text?.Flush();
                draft.Complete();
            });
        }
    }

    private void Write(UpperDraft draft, object? item)
    {
        object? value = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (!parameters.AsByteStream)
        {
            _text ??= new StreamWriter(draft, parameters.Encoding ?? _marked ?? ContentWriterParameters.Plain, BufferSize, leaveOpen: true) { NewLine = "\n" };
            string text = item?.ToString() ?? "";
            if (parameters.NoNewline)
                _text.Write(text);
            else
                _text.WriteLine(text);
        }
        else if (value is byte one)
            draft.WriteByte(one);
        else if (value is byte[] bytes)
            draft.Write(bytes);
        else
            throw new PSArgumentException("With -AsByteStream the content must be bytes.");
    }
}
