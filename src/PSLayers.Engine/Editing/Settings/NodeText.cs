using System.Text.Json.Nodes;

namespace PSLayers.Editing.Settings;

/// <summary>Texts in documents that may have anything in their place.</summary>
internal static class NodeText
{
    /// <summary>The text; null for what is none.</summary>
    public static string? Of(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The texts of a list, or one text alone; what is none has no meaning, and is left out.</summary>
    public static List<string> ListOf(JsonNode? node) => node is JsonArray list ? [.. list.Select(Of).OfType<string>()] : Of(node) is { } text ? [text] : [];
}
