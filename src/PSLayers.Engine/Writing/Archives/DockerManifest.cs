using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>Docker's <c>manifest.json</c> (docker image spec v1.2), which names blobs of the layout beside it.</summary>
internal static class DockerManifest
{
    /// <summary>The document.</summary>
    /// <param name="images">The images.</param>
    /// <param name="tagsOf">The names of an image.</param>
    public static byte[] Of(IEnumerable<ExportedImage> images, Func<ExportedImage, IEnumerable<string>> tagsOf) => JsonWriting.Document(json =>
    {
        // Of several images with one name, one for each platform, an engine without a store for several would keep the last.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        json.WriteStartArray();
        foreach (ExportedImage image in images)
        {
            json.WriteStartObject();
            json.WriteString("Config", NameOf(image.Config!.Value.Digest));
            string[] tags = [.. tagsOf(image).Select(WithTag).OfType<string>().Where(tag => taken.Add(ImageReference.Full(tag)))];
            if (tags.Length == 0)
                json.WriteNull("RepoTags");
            json.WriteTexts("RepoTags", tags);
            json.WriteStartArray("Layers");
            foreach (LayerBlob? layer in image.Layers)
                json.WriteStringValue(NameOf(layer!.Written!.Digest));
            json.WriteEndArray();
            json.WriteStartObject("LayerSources");
            var told = new HashSet<string>(StringComparer.Ordinal);
            for (int i = 0; i < image.Layers.Count; i++)
            {
                if (!told.Add(image.DiffIds[i]))
                    continue;
                Descriptor layer = image.DescriptorOf(i);
                json.WritePropertyName(image.DiffIds[i]);
                json.StartDescriptor(layer.MediaType ?? MediaTypes.Layer, layer.Digest!.Value, layer.Size ?? 0);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string NameOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    // docker load wants a tag, and no digest.
    private static string? WithTag(string name) => IndexEntry.IsTagAlone(name) || !ImageReference.IsValid(name) ? null
        : ImageReference.SplitTag(name).Tag is null ? name + ":latest" : name;
}
