using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PSLayers.Text;

namespace PSLayers.Sources.Json;

/// <summary>Builders write strange values. A number where a text belongs is that text, and a text where a list does is a list of one; any other
/// value of the wrong kind counts as absent, so that it does not keep the rest of the document from being read.</summary>
internal static class LenientConverters
{
    public static IEnumerable<JsonConverter> All { get; } = [new Text(), new TextList(), new TextMap(), new Numbers(), new Flags(), new Names()];

    private sealed class Text : JsonConverter<string>
    {
        public override bool HandleNull => true;

        public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TextOf(ref reader);

        // The names of maps whose values are no texts, such as LayerSources, come here.
        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => TextOf(ref reader)!;

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }

    private sealed class TextList : JsonConverter<string[]>
    {
        public override string[]? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => ListOf(ref reader, VisibleText.Prose);

        public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class TextMap : JsonConverter<Dictionary<string, string>>
    {
        public override Dictionary<string, string>? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return null;
            }
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                string name = TextOf(ref reader)!;
                reader.Read();
                map[name] = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
                    ? JsonElement.ParseValue(ref reader).GetRawText()
                    : TextOf(ref reader) ?? "";
            }
            return map;
        }

        public override void Write(Utf8JsonWriter writer, Dictionary<string, string> value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class Names : JsonConverter<NameSet>
    {
        public override NameSet? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            var names = new NameSet();
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            {
                reader.Skip();
                return null;
            }
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read() && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                if (TextOf(ref reader) is { } name)
                    names.Add(name);
                if (isObject)
                {
                    reader.Read();
                    reader.Skip();
                }
            }
            return names;
        }

        public override void Write(Utf8JsonWriter writer, NameSet value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class Numbers : JsonConverter<WholeNumber>
    {
        public override WholeNumber? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.Number)
                return new WholeNumber(NumberOf(reader));
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, WholeNumber value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    private sealed class Flags : JsonConverter<Flag>
    {
        public override Flag? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
        {
            Flag? flag = reader.TokenType is JsonTokenType.True or JsonTokenType.False ? new Flag(reader.GetBoolean()) : null;
            reader.Skip();
            return flag;
        }

        public override void Write(Utf8JsonWriter writer, Flag value, JsonSerializerOptions options) => throw new NotSupportedException();
    }

    /// <summary>A list of texts, or one text alone; null for anything else.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="visible">Makes a text safe to show.</param>
    public static string[]? ListOf(ref Utf8JsonReader reader, Func<string, string> visible)
    {
        if (reader.TokenType == JsonTokenType.String)
            return [visible(RawOf(ref reader)!)];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var list = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (RawOf(ref reader) is { } item)
                list.Add(visible(item));
        }
        return [.. list];
    }

    /// <summary>A text as the document has it; null for anything else.</summary>
    public static string? RawOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False)
            return Encoding.UTF8.GetString(reader.ValueSpan);
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
        {
            reader.Skip();
            return null;
        }
        return reader.GetString();
    }

    // What a document says, people will see.
    private static string? TextOf(ref Utf8JsonReader reader) => RawOf(ref reader) is { } text ? VisibleText.Prose(text) : null;

    private static long NumberOf(in Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out long number))
            return number;
        // Some writers make every number a float.
        if (reader.TryGetDouble(out double real) && real == Math.Floor(real) && Math.Abs(real) < 1e18)
            return (long)real;
        // A number that fits no long: never a valid size, so say so with one that cannot be.
        return long.MaxValue;
    }
}
