using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>OCI layouts that lie: each is the small image with one thing wrong.</summary>
public static class HostileLayout
{
    /// <summary>index.json whose one descriptor has this digest.</summary>
    public static BuiltImage IndexDigest(string digest) => Oci(new OciOptions { Index = index => index["manifests"]![0]!["digest"] = digest });

    /// <summary>A manifest whose first layer has this digest; the manifest's own digest is right.</summary>
    public static BuiltImage LayerDigest(string digest) => Oci(new OciOptions { Manifest = manifest => manifest["layers"]![0]!["digest"] = digest });

    /// <summary>A manifest whose first layer has this size, a number or not: "9223372036854775807", "-1", "1e30", "\"big\"".</summary>
    public static BuiltImage LayerSize(string json) =>
        Oci(new OciOptions { Manifest = manifest => manifest["layers"]![0]!["size"] = JsonNode.Parse(json) });

    /// <summary>index.json whose one descriptor has this size.</summary>
    public static BuiltImage IndexSize(string json) =>
        Oci(new OciOptions { Index = index => index["manifests"]![0]!["size"] = JsonNode.Parse(json) });

    /// <summary>A manifest that is an index too: both layers and manifests.</summary>
    public static BuiltImage LayersAndManifests() => Oci(new OciOptions { Manifest = manifest => manifest["manifests"] = new JsonArray() });

    /// <summary>A manifest whose mediaType says that it is an index.</summary>
    public static BuiltImage ManifestThatSaysIndex() => Oci(new OciOptions { Manifest = manifest => manifest["mediaType"] = MediaTypes.OciIndex });

    /// <summary>
    /// An index that lists itself. No digest can be true of that, so the blob lies under a digest that is not its own: a reader
    /// that does not verify would go round for ever.
    /// </summary>
    public static BuiltImage IndexOfItself()
    {
        var digest = "sha256:" + new string('1', 64);
        var itself = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciIndex,
            ["manifests"] = new JsonArray(new JsonObject { ["mediaType"] = MediaTypes.OciIndex, ["digest"] = digest, ["size"] = 0 }),
        };
        itself["manifests"]![0]!["size"] = Json.Bytes(itself).Length + 2;
        var blob = Json.Bytes(itself);
        return Oci(new OciOptions { Index = index => index["manifests"] = itself["manifests"]!.DeepClone() })
            .With(archive => archive.File("blobs/" + digest.Replace(':', '/'), blob));
    }

    /// <summary>Indexes in indexes, so many deep.</summary>
    public static BuiltImage DeepIndex(int depth) => Oci(new OciOptions { NestedIndexes = depth });

    /// <summary>An index with so many entries, none of whose blobs is there.</summary>
    public static BuiltImage WideIndex(int count) => Oci(new OciOptions
    {
        AbsentPlatforms = [.. Enumerable.Range(0, count).Select(i => $"linux/arch{i}")],
    });

    /// <summary>A layout whose index.json is these bytes.</summary>
    public static BuiltImage Index(byte[] index) => Oci(new OciOptions()).With(archive => archive["index.json"] = index);

    /// <summary>A layout whose config blob is these characters; digests are right.</summary>
    public static BuiltImage Config(string text) => HostileInput.SmallImage().RawConfig(text).OciArchive();

    /// <summary>A layout with a blob that is cut or changed, while its name stays.</summary>
    public static BuiltImage Blob(Func<BuiltImage, string> digestOf, Func<byte[], byte[]> change)
    {
        var image = Oci(new OciOptions());
        var path = "blobs/" + digestOf(image).Replace(':', '/');
        return image.With(archive => archive[path] = change(archive[path]));
    }

    private static BuiltImage Oci(OciOptions options) => HostileInput.SmallImage().OciArchive(options);
}
