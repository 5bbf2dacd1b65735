using System.Buffers;
using System.Text.Json;
using PSLayers.Errors;

namespace PSLayers.Secrets;

/// <summary>Reads a list of findings that are known and not to be told again: fingerprints, a line each, or JSON of fingerprints or of findings.</summary>
internal static class AllowList
{
    private const int Length = 32;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The fingerprints of a list.</summary>
    /// <param name="text">The text of the file.</param>
    /// <exception cref="ImageException">It is no such list.</exception>
    public static IReadOnlySet<string> Read(string text)
    {
        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (text.AsSpan().TrimStart() is ['[' or '{', ..])
            ReadJson(text, known);
        else
            ReadLines(text, known);
        return known;
    }

    private static void ReadLines(string text, HashSet<string> known)
    {
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            int comment = line.IndexOf('#');
            ReadOnlySpan<char> entry = (comment < 0 ? line : line[..comment]).Trim();
            if (entry.IsEmpty)
                continue;
            if (entry.Length != Length || entry.IndexOfAnyExcept(Digits) >= 0)
                throw Invalid($"line {number} is no fingerprint: {Length} hexadecimal digits were expected");
            known.Add(entry.ToString());
        }
    }

    private static void ReadJson(string text, HashSet<string> known)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            foreach (JsonElement item in root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : (JsonElement[])[root])
            {
                string? entry = item.ValueKind == JsonValueKind.String ? item.GetString()
                    : item.ValueKind == JsonValueKind.Object && item.TryGetProperty("Fingerprint", out JsonElement value) ? value.GetString() : null;
                known.Add(entry is { Length: Length } ? entry : throw Invalid("each item is a fingerprint, or an object that has one as Fingerprint"));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid($"the list is no JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static ImageException Invalid(string why, Exception? inner = null) => new(ImageErrorId.AllowListInvalid, why, inner: inner);
}
