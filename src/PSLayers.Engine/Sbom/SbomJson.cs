using System.Text.Encodings.Web;
using System.Text.Json;
using PSLayers.Errors;

namespace PSLayers.Sbom;

/// <summary>Writes JSON as bills of materials have it: all bytes are the same on every system.</summary>
internal sealed class SbomJson : IDisposable
{
    private const int FlushedAt = 64 << 10;

    private readonly Utf8JsonWriter _writer;
    private readonly long _limit;
    private readonly CancellationToken _cancellation;

    /// <param name="target">Where it goes.</param>
    /// <param name="limit">How many bytes it may have.</param>
    /// <param name="cancellation">Ends the work.</param>
    public SbomJson(Stream target, long limit, CancellationToken cancellation)
    {
        // Nobody puts it into a web page, and package URLs are full of what would be escaped there.
        var options = new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        (_writer, _limit, _cancellation) = (new Utf8JsonWriter(target, options), limit, cancellation);
    }

    /// <summary>Begins an object, as the value of a property or in a list.</summary>
    public void Begin(string? name = null)
    {
        if (name is null)
            _writer.WriteStartObject();
        else
            _writer.WriteStartObject(name);
    }

    /// <summary>Ends an object.</summary>
    public void End() => _writer.WriteEndObject();

    /// <summary>Writes a list, be it empty or not.</summary>
    public void List<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        _writer.WriteStartArray(name);
        foreach (T item in items)
        {
            write(item);
            Pause();
        }
        _writer.WriteEndArray();
    }

    /// <summary>Writes a text of a list.</summary>
    public void Text(string value) => _writer.WriteStringValue(value);

    /// <summary>Writes a property, be it empty or not.</summary>
    public void Required(string name, string value) => _writer.WriteString(name, value);

    /// <summary>Writes a property, which is left out where it is empty.</summary>
    public void Text(string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            _writer.WriteString(name, value);
    }

    /// <summary>Writes a property.</summary>
    public void Number(string name, int value) => _writer.WriteNumber(name, value);

    /// <summary>Writes a property.</summary>
    public void Flag(string name, bool value) => _writer.WriteBoolean(name, value);

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // What was written goes on its way, so that a large document takes no memory.
    private void Pause()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_writer.BytesPending < FlushedAt)
            return;
        _writer.Flush();
        if (_writer.BytesCommitted > _limit)
            throw new ImageException(ImageErrorId.ContentTooLarge, $"a bill of materials of more than {_limit} bytes is no one text; with a destination it can be written (limit WholeContent)");
    }
}
