using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Editing;

/// <summary>A config document that is edited (image-spec, config.md). What is not touched stays: unknown members, numbers as they are written, and
/// the order of all.</summary>
internal sealed class ConfigEdit
{
    private static readonly JsonSerializerOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private DateTimeOffset? _time;

    private ConfigEdit(JsonObject document) => Document = document;

    /// <summary>The document.</summary>
    public JsonObject Document { get; }

    /// <summary>What containers are made with; made where the document has none.</summary>
    public JsonObject Container => ObjectOf(Document, "config");

    /// <summary>The steps of the history, oldest first; made where the document has none.</summary>
    public JsonArray History
    {
        get
        {
            if (Document["history"] is JsonArray history)
                return history;
            var none = new JsonArray();
            Document["history"] = none;
            return none;
        }
    }

    /// <summary>Begins with an image's document; with an empty one where the image has none.</summary>
    public static ConfigEdit Of(ImageConfig? config) => config is null
        ? new ConfigEdit(new JsonObject { ["architecture"] = "amd64", ["os"] = "linux" })
        : new ConfigEdit(JsonDocuments.EditableConfig(config.RawBytes.Span, "config"));

    /// <summary>Whether the user said when the image was made, so that the edit does not.</summary>
    public bool HasStatedTime { get; private set; }

    /// <summary>States when the image was made.</summary>
    public void SetCreated(DateTimeOffset time, bool isStated = false) => (Document["created"], HasStatedTime) = (Text(time), isStated);

    /// <summary>The time of this edit, the same each time it is asked for.</summary>
    /// <param name="image">The image that is edited.</param>
    public DateTimeOffset TimeOf(ContainerImage image) => _time ??= EditTimes.Of(image);

    /// <summary>States the layers.</summary>
    /// <param name="diffIds">Digests of the uncompressed tars, base first.</param>
    public void SetDiffIds(IEnumerable<string> diffIds)
    {
        JsonObject rootfs = ObjectOf(Document, "rootfs");
        rootfs["type"] = "layers";
        rootfs["diff_ids"] = new JsonArray([.. diffIds.Select(diffId => (JsonNode)diffId)]);
    }

    /// <summary>A step of the history, as the document has it.</summary>
    /// <param name="created">When it was done.</param>
    /// <param name="createdBy">What was done.</param>
    /// <param name="isEmpty">Whether it made no layer.</param>
    /// <param name="comment">A comment, or null.</param>
    /// <param name="author">Who did it, or null.</param>
    public static JsonObject Step(DateTimeOffset created, string createdBy, bool isEmpty, string? comment = null, string? author = null)
    {
        var step = new JsonObject { ["created"] = Text(created), ["created_by"] = createdBy };
        if (author is not null)
            step["author"] = author;
        if (comment is not null)
            step["comment"] = comment;
        if (isEmpty)
            step["empty_layer"] = true;
        return step;
    }

    /// <summary>Puts another time where one stands: as the image's own, and in the steps of its history.</summary>
    public void Restamp(DateTimeOffset before, DateTimeOffset after)
    {
        string old = Text(before);
        foreach (JsonObject part in History.OfType<JsonObject>().Append(Document))
        {
            if (part["created"] is JsonValue value && value.TryGetValue(out string? text) && text == old)
                part["created"] = Text(after);
        }
    }

    /// <summary>The document.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes<JsonNode>(Document, Plainly);

    /// <summary>A time as Go writes it (RFC 3339).</summary>
    public static string Text(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static JsonObject ObjectOf(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject there)
            return there;
        var made = new JsonObject();
        parent[name] = made;
        return made;
    }
}
