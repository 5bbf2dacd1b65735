using System.Text.Json;
using PSLayers.Compression;
using PSLayers.Model;

namespace PSLayers.Sources;

/// <summary>The configs that docker gave each layer before images had one. Since docker 25 they lie among the blobs, and no document names them.</summary>
internal static class OldConfig
{
    // That of the topmost layer has the image's environment and labels in it.
    private const int Largest = 1 << 20;

    /// <summary>Whether a blob is one: an object with the number of its layer.</summary>
    public static bool Is(Blob blob)
    {
        if (blob.Length is 0 or > Largest || blob.ReadStored(1) is not [(byte)'{'])
            return false;
        try
        {
            using JsonDocument config = JsonDocument.Parse(blob.ReadAll(Largest));
            return config.RootElement.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.String && Digest.TryParseHex(id.GetString(), out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
