using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Turns JSON nodes into the compact bytes that image tools write.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node) => JsonSerializer.SerializeToUtf8Bytes(node, Compact);

    public static JsonArray Array(IEnumerable<string> values)
    {
        var array = new JsonArray();
        foreach (var value in values)
            array.Add(JsonValue.Create(value));
        return array;
    }

    public static JsonObject Object(IEnumerable<KeyValuePair<string, string>> values)
    {
        var result = new JsonObject();
        foreach (var (key, value) in values)
            result[key] = value;
        return result;
    }

    // The shape of ExposedPorts and Volumes: names as keys of empty objects.
    public static JsonObject Set(IEnumerable<string> names)
    {
        var result = new JsonObject();
        foreach (var name in names)
            result[name] = new JsonObject();
        return result;
    }
}
