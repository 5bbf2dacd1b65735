using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Makes descriptors: media type, digest, size, and what else a layer states.</summary>
internal static class Descriptors
{
    public static JsonObject Of(string mediaType, byte[] blob, bool sha512 = false) => new()
    {
        ["mediaType"] = mediaType,
        ["digest"] = sha512 ? Sha.Digest512(blob) : Sha.Digest256(blob),
        ["size"] = blob.LongLength,
    };

    public static JsonObject Of(BuiltLayer layer, bool docker, bool sha512 = false)
    {
        var descriptor = Of(MediaTypes.Of(layer.Spec, docker), layer.Stored, sha512);
        descriptor["size"] = layer.StoredSize + layer.Spec.StatedSizeError;
        if (layer.Spec.StatedDigest is not null)
            descriptor["digest"] = layer.Spec.StatedDigest;
        if (layer.Spec.Urls is not null)
            descriptor["urls"] = Json.Array(layer.Spec.Urls);
        if (layer.Spec.Annotations is not null)
            descriptor["annotations"] = Json.Object(layer.Spec.Annotations);
        return descriptor;
    }
}
