using System.Text.Json;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Writing.Archives;

/// <summary>Makes manifests (image-spec, manifest.md).</summary>
internal static class ManifestDocumentOf
{
    /// <summary>The manifest of an image.</summary>
    /// <param name="image">The image, with its layers written and its config made.</param>
    /// <param name="old">The manifest that it had; null for none.</param>
    /// <param name="annotations">Annotations of the manifest.</param>
    public static byte[] Image(ExportedImage image, ManifestDocument? old, IEnumerable<KeyValuePair<string, string>> annotations) => JsonWriting.Document(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.Manifest);
        if (old?.ArtifactType is { } type)
            json.WriteString("artifactType", type);
        json.WritePropertyName("config");
        WriteConfig(json, image, old?.Config);
        json.WriteStartArray("layers");
        for (int i = 0; i < image.Layers.Count; i++)
            WriteLayer(json, image.DescriptorOf(i));
        json.WriteEndArray();
        if (old?.Subject is { Digest: not null } subject && Digest.TryParse(subject.Digest, out Digest about))
        {
            json.WritePropertyName("subject");
            json.StartDescriptor(subject.MediaType ?? MediaTypes.Manifest, about, subject.Size?.Value ?? 0);
            json.WriteEndObject();
        }
        json.WriteAnnotations(annotations);
        json.WriteEndObject();
    });

    private static void WriteConfig(Utf8JsonWriter json, ExportedImage image, DescriptorDocument? old)
    {
        if (image.Config is { } config)
            json.StartDescriptor(MediaTypes.Config, config.Digest, config.Content.Length);
        else
            json.StartDescriptor(old?.MediaType ?? MediaTypes.Config, image.ConfigBlob!.Written!.Digest, image.ConfigBlob.Written.Length);
        json.WriteAnnotations(old?.Annotations);
        json.WriteEndObject();
    }

    private static void WriteLayer(Utf8JsonWriter json, Descriptor layer)
    {
        json.StartDescriptor(layer.MediaType ?? MediaTypes.Layer, layer.Digest!.Value, layer.Size ?? 0);
        json.WriteTexts("urls", layer.Urls as IReadOnlyCollection<string>);
        json.WriteAnnotations(layer.Annotations);
        json.WriteEndObject();
    }
}
