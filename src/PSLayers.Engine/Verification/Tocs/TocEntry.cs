using System.Text.Json;
using PSLayers.Layers;

namespace PSLayers.Verification.Tocs;

/// <summary>What a table of contents says of one entry of its tar (estargz.md of stargz-snapshotter; zstd:chunked has the same form).</summary>
/// <param name="Path">Absolute path, as rows of a layer have it.</param>
/// <param name="Type">Type; null where the table has one of its own, such as a further chunk of a file.</param>
/// <param name="Size">Size of a regular file in bytes; 0 of all else.</param>
/// <param name="LinkTarget">Target of a link; empty of all else.</param>
/// <param name="Digest">Digest of a regular file's content; null where the table has none.</param>
internal readonly record struct TocEntry(string Path, EntryType? Type, long Size, string LinkTarget, string? Digest)
{
    /// <summary>Reads an entry; what is of the wrong kind in it counts as absent.</summary>
    public static TocEntry Of(JsonElement entry) => new(
        PathOf(Text(entry, "name")),
        Text(entry, "type") switch
        {
            "reg" => EntryType.File,
            "dir" => EntryType.Directory,
            "symlink" => EntryType.SymbolicLink,
            "hardlink" => EntryType.HardLink,
            "char" => EntryType.CharacterDevice,
            "block" => EntryType.BlockDevice,
            "fifo" => EntryType.Fifo,
            _ => null,
        },
        entry.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out long bytes) ? bytes : 0,
        Text(entry, "linkName"),
        Text(entry, "digest") is { Length: > 0 } digest ? digest : null);

    /// <summary>A name of a tar, or the target of a hard link in it, as an absolute path.</summary>
    public static string PathOf(string name) => "/" + (name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name == "." ? "" : name).Trim('/');

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
