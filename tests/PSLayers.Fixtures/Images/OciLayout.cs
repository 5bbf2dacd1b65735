using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Writes an OCI layout: blobs under their digests, manifests, indexes.</summary>
internal sealed class OciLayout(OciOptions options)
{
    private readonly Archive _archive = new();

    public JsonArray Entries { get; } = [];

    /// <summary>Stores a blob, once, and makes its descriptor.</summary>
    public JsonObject AddBlob(string mediaType, byte[] blob)
    {
        var descriptor = Descriptors.Of(mediaType, blob, options.Sha512);
        Store((string)descriptor["digest"]!, blob);
        return descriptor;
    }

    /// <summary>Stores config, layers and manifest of an image; the manifest's bytes come back with its descriptor.</summary>
    public (JsonObject Descriptor, byte[] Manifest) AddImage(IReadOnlyList<BuiltLayer> layers, byte[] config)
    {
        var configType = options.DockerTypes ? MediaTypes.DockerConfig : MediaTypes.OciConfig;
        var configDescriptor = options.EmbedConfig ? Descriptors.Of(configType, config, options.Sha512) : AddBlob(configType, config);
        if (options.EmbedConfig)
            configDescriptor["data"] = Convert.ToBase64String(config);

        var list = new JsonArray();
        foreach (var layer in layers)
        {
            list.Add(Descriptors.Of(layer, options.DockerTypes, options.Sha512));
            if (layer.Spec.Present)
                Store(options.Sha512 ? Sha.Digest512(layer.Stored) : Sha.Digest256(layer.Stored), layer.Stored);
        }

        var manifest = ImageManifest(options.DockerTypes, configDescriptor, list);
        options.Manifest?.Invoke(manifest);
        var bytes = Json.Bytes(manifest);
        return (AddBlob(options.DockerTypes ? MediaTypes.DockerManifest : MediaTypes.OciManifest, bytes), bytes);
    }

    /// <summary>Stores an index of these descriptors.</summary>
    public JsonObject AddIndex(params JsonNode[] descriptors) => AddBlob(MediaTypes.OciIndex, Json.Bytes(IndexOf(new JsonArray(descriptors))));

    public void Store(string digest, byte[] blob)
    {
        var path = "blobs/" + digest.Replace(':', '/');
        if (!_archive.Contains(path))
            _archive.File(path, blob);
    }

    /// <summary>Adds index.json and oci-layout, and sorts as the tools do.</summary>
    public Archive Finish()
    {
        if (!options.NoDirectories)
            _archive.Directory("blobs").Directory(options.Sha512 ? "blobs/sha512" : "blobs/sha256");
        var index = IndexOf(Entries);
        options.Index?.Invoke(index);
        _archive.File("index.json", Json.Bytes(index));
        _archive.File("oci-layout", """{"imageLayoutVersion":"1.0.0"}""");
        _archive.Files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return _archive;
    }

    public static JsonObject ImageManifest(bool docker, JsonObject config, JsonArray layers) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = docker ? MediaTypes.DockerManifest : MediaTypes.OciManifest,
        ["config"] = config,
        ["layers"] = layers,
    };

    private static JsonObject IndexOf(JsonArray manifests) => new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.OciIndex,
        ["manifests"] = manifests,
    };
}
