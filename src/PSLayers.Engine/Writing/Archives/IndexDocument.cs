using System.Text.Json;
using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Writing.Archives;

/// <summary>An index (image-spec, image-index.md): that of a layout, and those that hold an image's platforms together.</summary>
internal static class IndexDocument
{
    public const string MediaType = "application/vnd.oci.image.index.v1+json";

    private const string Manifests = "manifests";

    /// <summary>A new index.</summary>
    public static byte[] Of(IReadOnlyList<IndexEntry> entries, IEnumerable<KeyValuePair<string, string>>? annotations = null) => JsonWriting.Document(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaType);
        json.WriteStartArray(Manifests);
        foreach (IndexEntry entry in entries)
            Write(json, entry);
        json.WriteEndArray();
        json.WriteAnnotations(annotations);
        json.WriteEndObject();
    });

    /// <summary>The index of a layout with entries added. What was there stays as it is, but for names that others get.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="old">The index; null for none.</param>
    /// <param name="replaces">Whether names are moved that other images have.</param>
    /// <exception cref="ImageException">The index cannot be read, or a name is another image's.</exception>
    public static byte[] Of(IReadOnlyList<IndexEntry> entries, byte[]? old, bool replaces)
    {
        if (old is null)
            return Of(entries);
        (JsonObject index, JsonArray manifests) = Read(old);
        foreach (IndexEntry entry in entries)
        {
            string digest = entry.Digest.ToString();
            JsonObject[] known = [.. manifests.OfType<JsonObject>()];
            foreach (JsonObject other in known)
            {
                bool isSame = Text(other, "digest") == digest;
                if (entry.Name is null ? isSame : IsNamed(other, entry.Name))
                {
                    if (isSame)
                        manifests.Remove(other);
                    else
                        TakeName(other, entry.Name!, replaces);
                }
            }
            manifests.Add(JsonNode.Parse(JsonWriting.Document(json => Write(json, entry))));
        }
        return JsonWriting.Document(json => index.WriteTo(json));
    }

    private static void Write(Utf8JsonWriter json, IndexEntry entry)
    {
        json.StartDescriptor(entry.MediaType, entry.Digest, entry.Size);
        json.WriteAnnotations(entry.Annotations);
        json.WritePlatform(entry.Platform);
        if (entry.ArtifactType is { } type)
            json.WriteString("artifactType", type);
        json.WriteEndObject();
    }

    private static (JsonObject Index, JsonArray Manifests) Read(byte[] old)
    {
        try
        {
            // A name that is there twice would be read in one way here and in another elsewhere.
            var options = new JsonDocumentOptions { MaxDepth = ReadLimits.Default.DocumentDepth, AllowDuplicateProperties = false };
            if (JsonNode.Parse(old, documentOptions: options) is JsonObject index)
            {
                if (index[Manifests] is JsonArray manifests)
                    return (index, manifests);
                if (index[Manifests] is null)
                {
                    var none = new JsonArray();
                    index[Manifests] = none;
                    return (index, none);
                }
            }
            throw new ImageException(ImageErrorId.DocumentInvalid, "the layout's index has no list of manifests, so nothing is added to it", OciLayout.IndexName);
        }
        catch (JsonException e)
        {
            throw new ImageException(ImageErrorId.DocumentInvalid, "the layout's index is broken, so nothing is added to it", OciLayout.IndexName, inner: e);
        }
    }

    private static bool IsNamed(JsonObject entry, string name) => entry["annotations"] is JsonObject annotations
        && (Text(annotations, IndexEntry.FullName) ?? Text(annotations, IndexEntry.RefName)) is { } other
        && (other == name || ImageReference.Full(other) == ImageReference.Full(name));

    // The image stays, as one without a name.
    private static void TakeName(JsonObject entry, string name, bool replaces)
    {
        if (!replaces)
            throw new ImageException(ImageErrorId.DestinationExists, $"the layout has another image with the name {name}");
        var annotations = (JsonObject)entry["annotations"]!;
        annotations.Remove(IndexEntry.FullName);
        annotations.Remove(IndexEntry.RefName);
        if (annotations.Count == 0)
            entry.Remove("annotations");
    }

    private static string? Text(JsonObject parent, string name) => parent[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
