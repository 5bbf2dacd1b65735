using System.Text.Encodings.Web;
using System.Text.Json;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Writing.Archives;

/// <summary>Writes the JSON documents of an archive: the same content gives the same bytes.</summary>
internal static class JsonWriting
{
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A document.</summary>
    public static byte[] Document(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plainly))
            write(json);
        return bytes.ToArray();
    }

    /// <summary>A list of texts; nothing where there are none.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IReadOnlyCollection<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (string text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Annotations in the order of their names; nothing where there are none.</summary>
    public static void WriteAnnotations(this Utf8JsonWriter json, IEnumerable<KeyValuePair<string, string>>? annotations)
    {
        KeyValuePair<string, string>[] sorted = [.. (annotations ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal)];
        if (sorted.Length == 0)
            return;
        json.WriteStartObject("annotations");
        foreach ((string key, string value) in sorted)
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    /// <summary>What every descriptor says; the object stays open.</summary>
    public static void StartDescriptor(this Utf8JsonWriter json, string mediaType, Digest digest, long size)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", mediaType);
        json.WriteString("digest", digest.ToString());
        json.WriteNumber("size", size);
    }

    /// <summary>A platform; nothing where there is none.</summary>
    public static void WritePlatform(this Utf8JsonWriter json, PlatformDocument? platform)
    {
        if (platform is null)
            return;
        json.WriteStartObject("platform");
        json.WriteString("architecture", platform.Architecture ?? "unknown");
        json.WriteString("os", platform.Os ?? "unknown");
        if (!string.IsNullOrEmpty(platform.OsVersion))
            json.WriteString("os.version", platform.OsVersion);
        if (!string.IsNullOrEmpty(platform.Variant))
            json.WriteString("variant", platform.Variant);
        json.WriteEndObject();
    }
}
