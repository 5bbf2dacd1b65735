using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Lays an image out as docker 25 and later saves it: an OCI layout and docker's manifest.json over the same blobs.</summary>
internal static class Docker25Form
{
    public static (Archive Archive, byte[] Manifest) Build(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config, Docker25Options options)
    {
        var (archive, manifest) = OciForm.Build(image, layers, config, new OciOptions
        {
            RefName = RefName.Containerd,
            Manifest = options.NoLayersInOciManifest ? json => json["layers"] = new JsonArray() : null,
            Index = options.NullManifests ? json => json["manifests"] = null : null,
        });

        // The layers' old configurations lie among the blobs too, under their own digests.
        for (var i = 0; i < layers.Count; i++)
        {
            var json = Json.Bytes(DockerArchiveForm.V1Json(layers[i].V1Id, i == 0 ? null : layers[i - 1].V1Id));
            archive.File("blobs/sha256/" + Sha.Hex256(json), json);
        }

        if (!options.NoDockerManifest)
        {
            archive.File("manifest.json", Json.Bytes(new JsonArray(Entry(image.Tags, layers, config))));
            archive.File("repositories", Json.Bytes(DockerArchiveForm.Repositories(image.Tags, layers.Count == 0 ? "" : Sha.HexOf(layers[^1].Digest))));
        }

        archive.Files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return (archive, manifest);
    }

    /// <summary>The entry of manifest.json that names blobs by their digests.</summary>
    public static JsonObject Entry(IReadOnlyList<string> tags, IReadOnlyList<BuiltLayer> layers, byte[] config) => new()
    {
        ["Config"] = "blobs/sha256/" + Sha.Hex256(config),
        ["RepoTags"] = tags.Count == 0 ? null : Json.Array(tags),
        ["Layers"] = Json.Array(layers.Select(layer => "blobs/sha256/" + Sha.HexOf(layer.Digest))),
        ["LayerSources"] = DockerArchiveForm.LayerSources(layers, docker: false),
    };
}
