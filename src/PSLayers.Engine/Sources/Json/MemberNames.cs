using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PSLayers.Text;

namespace PSLayers.Sources.Json;

/// <summary>The name of a file of the archive in a document: shown as the archive's own names are, so that the file is found by it.</summary>
internal sealed class MemberName : JsonConverter<string>
{
    public override bool HandleNull => true;

    public override string? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
        LenientConverters.RawOf(ref reader) is { } name ? Of(name) : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => throw new NotSupportedException();

    internal static string Of(string name) => EntryName.Decode(Encoding.UTF8.GetBytes(name));
}

/// <summary>Names of files of the archive in a document.</summary>
internal sealed class MemberNames : JsonConverter<string[]>
{
    public override string[]? Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => LenientConverters.ListOf(ref reader, MemberName.Of);

    public override void Write(Utf8JsonWriter writer, string[] value, JsonSerializerOptions options) => throw new NotSupportedException();
}
