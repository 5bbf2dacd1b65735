using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PSLayers.Sources.Json;

/// <summary>A part of a config that must be an object: anything else counts as absent, as <see cref="LenientConverters"/> has it for values.</summary>
internal sealed class ObjectOrNothing<T> : JsonConverter<T> where T : class
{
    public override T? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
            return JsonSerializer.Deserialize(ref reader, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        reader.Skip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>The same for a list whose items count one by one: those that are no objects are null, and the others are read all the same.</summary>
internal sealed class ListWithGaps<T> : JsonConverter<T?[]> where T : class
{
    public override T?[]? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return null;
        }
        var item = new ObjectOrNothing<T>();
        var list = new List<T?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(item.Read(ref reader, typeof(T), options));
        return [.. list];
    }

    public override void Write(Utf8JsonWriter writer, T?[] value, JsonSerializerOptions options) => throw new NotSupportedException();
}
