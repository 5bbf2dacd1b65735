using System.Collections;
using System.Management.Automation.Provider;
using PSLayers.Common;
using PSLayers.Limits;

namespace PSLayers.Provider;

/// <summary>The content of one file of a drive as objects, for Get-Content.</summary>
/// <param name="content">The content; it belongs to the reader.</param>
/// <param name="form">What it becomes.</param>
/// <param name="limits">How large one object may be.</param>
internal sealed class ViewContentReader(Stream content, ContentForm form, ReadLimits limits) : IContentReader
{
    private IEnumerator<object>? _objects;

    /// <summary>The next objects; none at the end.</summary>
    /// <param name="readCount">How many at most; all for 0 and less.</param>
    public IList Read(long readCount)
    {
        _objects ??= form.Read(content, seeksWell: false, limits).GetEnumerator();
        if (readCount == 1)
            return _objects.MoveNext() ? new[] { _objects.Current } : [];
        var objects = new List<object>();
        while ((readCount <= 0 || objects.Count < readCount) && _objects.MoveNext())
            objects.Add(_objects.Current);
        return objects.ToArray();
    }

    /// <summary>Goes back to the start. Where else a line starts is not known.</summary>
    public void Seek(long offset, SeekOrigin origin)
    {
        if (offset != 0 || origin != SeekOrigin.Begin)
            throw new NotSupportedException("Files of an image are read from their start. Get-ImageContent -Tail reads the end of one.");
        _objects?.Dispose();
        _objects = null;
        content.Position = 0;
    }

    /// <inheritdoc/>
    public void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        _objects?.Dispose();
        content.Dispose();
    }
}
