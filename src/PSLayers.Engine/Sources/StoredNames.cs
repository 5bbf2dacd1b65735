using PSLayers.Model;

namespace PSLayers.Sources;

/// <summary>What the name of a file in an archive says of it.</summary>
internal static class StoredNames
{
    private const string LayerEnding = ".tar";
    private const string JsonEnding = ".json";

    /// <summary>Whether it is a blob or a layer, and none of the small files that archives have beside them.</summary>
    public static bool IsContent(string name) =>
        name.StartsWith("blobs/", StringComparison.Ordinal) || name.EndsWith(LayerEnding, StringComparison.Ordinal) || DigestIn(name) is not null;

    /// <summary>The digest that a name promises of the file's bytes; null where it promises none. Names such as <c>HEX.json</c>, <c>sha256:HEX</c>,
    /// <c>blobs/sha256/HEX</c> and <c>HEX.tar</c> do.</summary>
    public static Digest? DigestIn(string name)
    {
        string file = name[(name.LastIndexOfAny(['/', ':']) + 1)..];
        foreach (string ending in new[] { JsonEnding, LayerEnding })
        {
            if (file.EndsWith(ending, StringComparison.Ordinal))
                file = file[..^ending.Length];
        }
        return Digest.TryParseHex(file, out Digest promised) ? promised : null;
    }
}
