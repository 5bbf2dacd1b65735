using System.Text.Json;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Verification.Tocs;

/// <summary>A table of contents beside the tar that it tells of.</summary>
/// <param name="index">The tar's entries.</param>
/// <param name="contents">Digests of its files.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class TocComparison(LayerIndex index, IReadOnlyDictionary<int, Digest> contents, CancellationToken cancellation)
{
    // Marks for whoever loads the layer: they stand in the tar, and mostly in the table.
    private static readonly string[] Marks = ["/.prefetch.landmark", "/.no.prefetch.landmark", LayerToc.StargzPath];

    // Of a path that stands there twice the last entry counts.
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private string? _first;

    /// <summary>Entries that are not the same, or only in one of the two.</summary>
    public int Differences { get; private set; }

    /// <summary>Tells of the first of them; null where there is none.</summary>
    public string? First => _first;

    /// <summary>Compares.</summary>
    /// <param name="json">The table.</param>
    /// <exception cref="ImageException">It is no such table.</exception>
    public void Compare(ReadOnlySpan<byte> json)
    {
        for (int row = 0; row < index.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (index.Row(row).Type is not (EntryType.Whiteout or EntryType.OpaqueWhiteout or EntryType.Other))
                _rows[index.Path(row)] = row;
        }
        try
        {
            Walk(json);
        }
        catch (JsonException e)
        {
            throw new ImageException(ImageErrorId.DocumentInvalid, "the table of contents is no JSON that can be read", inner: e);
        }
        foreach (string path in _rows.Keys.Where(path => path != "/" && !Marks.Contains(path)).Order(StringComparer.Ordinal))
            Note($"{path} is in the tar, but not in the table");
    }

    // Only one entry is held at a time, since a table can have very many that say nothing.
    private void Walk(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        bool hasEntries = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("entries"u8))
                continue;
            hasEntries = reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (hasEntries && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                cancellation.ThrowIfCancellationRequested();
                using JsonDocument entry = JsonDocument.ParseValue(ref reader);
                if (entry.RootElement.ValueKind == JsonValueKind.Object)
                    Compare(TocEntry.Of(entry.RootElement));
            }
        }
        if (!hasEntries)
            throw new ImageException(ImageErrorId.DocumentInvalid, "the table of contents has no list of entries");
    }

    private void Compare(TocEntry entry)
    {
        string leaf = entry.Path[(entry.Path.LastIndexOf('/') + 1)..];
        if (entry.Type is not { } type || Marks.Contains(entry.Path) || leaf.StartsWith(".wh.", StringComparison.Ordinal))
            return;
        // Directories that the tar leaves out may stand in the table all the same.
        if (!_rows.Remove(entry.Path, out int row))
        {
            if (type != EntryType.Directory)
                Note($"{entry.Path} is in the table, but not in the tar");
            return;
        }
        ref readonly LayerRow there = ref index.Row(row);
        if (there.Type != type)
            Note($"{entry.Path} is a {type} in the table, and a {there.Type} in the tar");
        else if (type == EntryType.File && there.Size != entry.Size)
            Note($"{entry.Path} has {entry.Size} bytes in the table, and {there.Size} in the tar");
        else if (type == EntryType.File && entry.Digest is { } digest && contents.TryGetValue(row, out Digest content) && content.ToString() != digest)
            Note($"{entry.Path} has the digest {digest} in the table, and {content} in the tar");
        else if (type == EntryType.SymbolicLink && EntryName.Decode(index.LinkTarget(row)) != entry.LinkTarget)
            Note($"{entry.Path} leads to {entry.LinkTarget} in the table, and elsewhere in the tar");
        else if (type == EntryType.HardLink && TocEntry.PathOf(EntryName.Decode(index.LinkTarget(row))) != TocEntry.PathOf(entry.LinkTarget))
            Note($"{entry.Path} is another name of {entry.LinkTarget} in the table, and of something else in the tar");
    }

    private void Note(string difference)
    {
        _first ??= difference;
        Differences++;
    }
}
