using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Sources.Json;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DockerManifestItem))]
[JsonSerializable(typeof(DockerManifestItem[]))]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(DescriptorDocument))]
[JsonSerializable(typeof(PlatformDocument))]
[JsonSerializable(typeof(ConfigDocument))]
[JsonSerializable(typeof(ContainerConfigDocument))]
[JsonSerializable(typeof(RootFsDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(HealthcheckDocument))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class DocumentContext : JsonSerializerContext;

/// <summary>Reads the JSON documents of an archive. Names that are there twice become warnings where somebody takes them.</summary>
internal static class JsonDocuments
{
    private static readonly DocumentContext Context = new(Options());

    /// <summary>The list of images; items that are no objects are null.</summary>
    public static DockerManifestItem?[] DockerManifest(ReadOnlySpan<byte> json, string name, List<ImageWarning>? warnings = null) =>
        Read(json, name, Context.DockerManifestItemArray, warnings);

    /// <summary>One item of such a list that stands alone.</summary>
    public static DockerManifestItem DockerManifestItem(ReadOnlySpan<byte> json, string name) => Read(json, name, Context.DockerManifestItem, null);

    public static ManifestDocument Manifest(ReadOnlySpan<byte> json, string name, List<ImageWarning>? warnings = null) =>
        Read(json, name, Context.ManifestDocument, warnings);

    public static ConfigDocument Config(ReadOnlySpan<byte> json, string name, List<ImageWarning>? warnings = null) =>
        Read(json, name, Context.ConfigDocument, warnings);

    /// <summary>A config document as one that may be edited: known members once and by their own names, with what all readers take for their value,
    /// and unknown ones as they are.</summary>
    /// <exception cref="ImageException">It is no JSON object.</exception>
    public static JsonObject EditableConfig(ReadOnlySpan<byte> json, string name)
    {
        byte[] text = JsonText.Of(json).ToArray();
        ReadOnlyMemory<byte> settled = GoMembers.Settle(text, typeof(ConfigDocument), Context.GetTypeInfo, [], always: true);
        // As every reader of it sees it; what it cannot read cannot be edited either.
        Config(json, name);
        return (JsonObject)WholeDocument.Of(Parse(text), Parse(settled));

        static JsonElement Parse(ReadOnlyMemory<byte> json)
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = ReadLimits.Default.DocumentDepth });
            return document.RootElement.Clone();
        }
    }

    /// <summary>The tags of docker's oldest archives: repository → tag → id.</summary>
    public static Dictionary<string, Dictionary<string, string?>?> Repositories(ReadOnlySpan<byte> json, string name) =>
        Read(json, name, Context.DictionaryStringDictionaryStringString, null)!;

    /// <summary>The first character of a document that means something: <c>{</c> or <c>[</c>.</summary>
    public static char StartOf(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> text = JsonText.WithoutMark(json).TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? '\0' : (char)text[0];
    }

    private static T Read<T>(ReadOnlySpan<byte> json, string name, JsonTypeInfo<T> type, List<ImageWarning>? warnings)
    {
        List<string> clashes = [];
        ReadOnlyMemory<byte> settled = GoMembers.Settle(JsonText.Of(json).ToArray(), type.Type, Context.GetTypeInfo, clashes);
        warnings?.AddRange(clashes.Select(clash => new ImageException(ImageErrorId.ValueIgnored, clash, name).ToWarning()));
        try
        {
            return JsonSerializer.Deserialize(settled.Span, type)
                ?? throw new ImageException(ImageErrorId.DocumentInvalid, "expected a JSON object, but found null", name);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
            throw new ImageException(ImageErrorId.DocumentInvalid, FaultOf(e, type.Type) + where, name, inner: e);
        }
    }

    // The serializer has one exception for all; only the reader's own has another inside.
    private static string FaultOf(JsonException e, Type expected) => e switch
    {
        { InnerException: null } => $"expected a JSON {(expected.IsArray ? "array" : "object")} here, but found something else",
        _ when e.Message.Contains("maximum configured depth", StringComparison.Ordinal) => $"the JSON document is nested more than {ReadLimits.Default.DocumentDepth} deep (limit DocumentDepth)",
        _ => "the JSON document is broken",
    };

    // Names are what GoMembers makes of them.
    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions
        {
            MaxDepth = ReadLimits.Default.DocumentDepth,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
        };
        foreach (JsonConverter converter in LenientConverters.All)
            options.Converters.Add(converter);
        options.Converters.Add(new ListWithGaps<DockerManifestItem>());
        return options;
    }
}
