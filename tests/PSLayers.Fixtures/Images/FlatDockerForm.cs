using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>
/// Lays an image out as the builders do that write a docker archive with layers at its top: podman, kaniko, jib, nix. They differ
/// in names, order and times only.
/// </summary>
internal static class FlatDockerForm
{
    /// <summary>podman and skopeo: layers by DiffId, links to them where older readers look, the manifest last, all read-only.</summary>
    public static Archive Podman(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config)
    {
        var archive = new Archive { Time = 0, FileMode = 0b100_100_100 };
        AddLayers(archive, layers, layer => Sha.HexOf(layer.DiffId) + ".tar");
        archive.File(Sha.Hex256(config) + ".json", config);
        for (var i = 0; i < layers.Count; i++)
        {
            var id = layers[i].V1Id;
            archive.File(id + "/VERSION", "1.0");
            archive.Symlink(id + "/layer.tar", $"../{Sha.HexOf(layers[i].DiffId)}.tar");
            archive.File(id + "/json", Json.Bytes(DockerArchiveForm.V1Json(id, i == 0 ? null : layers[i - 1].V1Id)));
        }

        AddRepositories(archive, image, layers);
        return AddManifest(archive, image, Sha.Hex256(config) + ".json", layers.Select(layer => Sha.HexOf(layer.DiffId) + ".tar"));
    }

    /// <summary>kaniko, crane, ko, apko: the config's name is its digest, colon and all; the manifest last; no directory, no repositories.</summary>
    public static Archive Kaniko(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config)
    {
        var archive = new Archive { Time = 0 };
        archive.File(Sha.Digest256(config), config);
        AddLayers(archive, layers, TarGz);
        return AddManifest(archive, image, Sha.Digest256(config), layers.Select(TarGz));
    }

    /// <summary>jib: the config is config.json.</summary>
    public static Archive Jib(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config)
    {
        var archive = new Archive { Time = 1 };
        AddLayers(archive, layers, TarGz);
        archive.File("config.json", config);
        return AddManifest(archive, image, "config.json", layers.Select(TarGz));
    }

    /// <summary>nix dockerTools: a directory a layer with nothing but layer.tar in it; all times one second past 1970.</summary>
    public static Archive Nix(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config)
    {
        var archive = new Archive { Time = 1, FileMode = 0b100_100_100 };
        static string LayerTar(BuiltLayer layer) => Sha.HexOf(layer.DiffId) + "/layer.tar";
        AddLayers(archive, layers, LayerTar);
        archive.File(Sha.Hex256(config) + ".json", config);
        return AddManifest(archive, image, Sha.Hex256(config) + ".json", layers.Select(LayerTar));
    }

    private static string TarGz(BuiltLayer layer) => Sha.HexOf(layer.Digest) + ".tar.gz";

    private static void AddLayers(Archive archive, IReadOnlyList<BuiltLayer> layers, Func<BuiltLayer, string> name)
    {
        foreach (var layer in layers)
        {
            if (layer.Spec.Present && !archive.Contains(name(layer)))
                archive.File(name(layer), layer.Stored);
        }
    }

    private static void AddRepositories(Archive archive, ImageBuilder image, IReadOnlyList<BuiltLayer> layers)
    {
        if (image.Tags.Count > 0 && layers.Count > 0)
            archive.File("repositories", Json.Bytes(DockerArchiveForm.Repositories(image.Tags, layers[^1].V1Id)));
    }

    private static Archive AddManifest(Archive archive, ImageBuilder image, string config, IEnumerable<string> layers)
    {
        var entry = new JsonObject { ["Config"] = config, ["RepoTags"] = Json.Array(image.Tags), ["Layers"] = Json.Array(layers) };
        return archive.File("manifest.json", Json.Bytes(new JsonArray(entry)));
    }
}
