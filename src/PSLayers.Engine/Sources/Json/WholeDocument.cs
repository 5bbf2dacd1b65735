using System.Text.Json;
using System.Text.Json.Nodes;

namespace PSLayers.Sources.Json;

/// <summary>Joins a document as it stands with what is read of it: the known members are taken as they are read, and the unknown ones, of which
/// readers know nothing, are kept. Numbers and the order of members stay.</summary>
internal static class WholeDocument
{
    /// <summary>Joins them.</summary>
    /// <param name="raw">The document as it stands.</param>
    /// <param name="settled">What is read of it, each known member once and by its own name.</param>
    public static JsonNode Of(JsonElement raw, JsonElement settled) => Join(raw, settled)!;

    private static JsonNode? Join(JsonElement raw, JsonElement settled)
    {
        if (raw.ValueKind == JsonValueKind.Object && settled.ValueKind == JsonValueKind.Object)
            return JoinObjects(raw, settled);
        if (raw.ValueKind == JsonValueKind.Array && settled.ValueKind == JsonValueKind.Array && raw.GetArrayLength() == settled.GetArrayLength())
            return new JsonArray([.. raw.EnumerateArray().Zip(settled.EnumerateArray(), Join)]);
        return Copy(settled);
    }

    private static JsonObject JoinObjects(JsonElement raw, JsonElement settled)
    {
        var whole = new JsonObject();
        foreach (JsonProperty property in raw.EnumerateObject())
        {
            if (Find(settled, property.Name) is not { } known)
                whole[property.Name] = Copy(property.Value);
            else if (Join(property.Value, known.Value) is not JsonObject more || whole[known.Name] is not JsonObject before)
                whole[known.Name] = Join(property.Value, known.Value);
            else
                AddUnknown(before, more);
        }
        return whole;
    }

    // Of a member that is there twice the known part is complete already.
    private static void AddUnknown(JsonObject before, JsonObject more)
    {
        foreach ((string name, JsonNode? value) in more)
        {
            if (!before.ContainsKey(name))
                before[name] = value?.DeepClone();
        }
    }

    // Keys of maps are exact, and all of them are there.
    private static JsonProperty? Find(JsonElement settled, string name)
    {
        JsonProperty? folded = null;
        foreach (JsonProperty property in settled.EnumerateObject())
        {
            if (property.Name == name)
                return property;
            if (folded is null && GoMembers.IsSame(property.Name, name))
                folded = property;
        }
        return folded;
    }

    private static JsonNode? Copy(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var copy = new JsonObject();
                foreach (JsonProperty property in value.EnumerateObject())
                    copy[property.Name] = Copy(property.Value);
                return copy;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(Copy)]);
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(value);
        }
    }
}
