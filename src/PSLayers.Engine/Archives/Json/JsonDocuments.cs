using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PSLayers.Errors;

namespace PSLayers.Archives.Json;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DockerManifestItem[]))]
[JsonSerializable(typeof(ManifestDocument))]
[JsonSerializable(typeof(ConfigDocument))]
[JsonSerializable(typeof(ContainerConfigDocument))]
[JsonSerializable(typeof(RootFsDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(HealthcheckDocument))]
[JsonSerializable(typeof(Dictionary<string, Dictionary<string, string>>))]
internal sealed partial class DocumentContext : JsonSerializerContext;

/// <summary>Reads the JSON documents of an archive.</summary>
internal static class JsonDocuments
{
    private static readonly DocumentContext Context = new(Options(JsonNamingPolicy.CamelCase));

    // Docker's own manifest.json has Go's names: Config, RepoTags, Layers.
    private static readonly DocumentContext DockerContext = new(Options(namingPolicy: null, insensitive: true));

    public static DockerManifestItem[] DockerManifest(ReadOnlySpan<byte> json, string name) => Read(json, name, DockerContext.DockerManifestItemArray);

    public static ManifestDocument Manifest(ReadOnlySpan<byte> json, string name) => Read(json, name, Context.ManifestDocument);

    public static ConfigDocument Config(ReadOnlySpan<byte> json, string name) => Read(json, name, Context.ConfigDocument);

    /// <summary>The tags of docker's oldest archives: repository → tag → id.</summary>
    public static Dictionary<string, Dictionary<string, string>> Repositories(ReadOnlySpan<byte> json, string name) =>
        Read(json, name, Context.DictionaryStringDictionaryStringString);

    /// <summary>The first character of a document that means something: <c>{</c> or <c>[</c>.</summary>
    public static char StartOf(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> text = WithoutMark(json).TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? '\0' : (char)text[0];
    }

    private static T Read<T>(ReadOnlySpan<byte> json, string name, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(WithoutMark(json), type)
                ?? throw new ImageException(ImageErrorId.DocumentInvalid, "expected a JSON object, but found null", name);
        }
        catch (JsonException e)
        {
            string where = e.LineNumber is { } line ? $" (line {line + 1}, byte {e.BytePositionInLine + 1})" : "";
            throw new ImageException(ImageErrorId.DocumentInvalid, $"the JSON document is broken, too deep or not of the expected shape{where}", name, inner: e);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static JsonSerializerOptions Options(JsonNamingPolicy? namingPolicy, bool insensitive = false)
    {
        var options = new JsonSerializerOptions
        {
            MaxDepth = ReadLimits.Default.DocumentDepth,
            PropertyNamingPolicy = namingPolicy,
            PropertyNameCaseInsensitive = insensitive,
        };
        foreach (JsonConverter converter in LenientConverters.All)
            options.Converters.Add(converter);
        return options;
    }
}
