using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Lays an image out as docker 1.10 to 24 saves it.</summary>
internal static class DockerArchiveForm
{
    public static Archive Build(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config, DockerArchiveOptions options)
    {
        var archive = new Archive();
        var first = new Dictionary<string, string>();
        for (var i = 0; i < layers.Count; i++)
        {
            var id = layers[i].V1Id;
            if (!options.NoDirectories)
                archive.Directory(id);
            archive.File(id + "/VERSION", "1.0");
            archive.File(id + "/json", Json.Bytes(V1Json(id, i == 0 ? null : layers[i - 1].V1Id)));
            if (options.LinkCycle)
                archive.Symlink(id + "/layer.tar", $"../{layers[(i + 1) % layers.Count].V1Id}/layer.tar");
            else if (layers[i].Spec.Present)
                AddLayer(archive, layers[i], first, options.Duplicates);
        }

        // Docker packs a sorted folder.
        archive.Files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        archive.File(Sha.Hex256(config) + ".json", config);
        archive.File("manifest.json", Json.Bytes(new JsonArray(Entry(image, layers, config, options))));
        if (image.Tags.Count > 0)
            archive.File("repositories", Json.Bytes(Repositories(image.Tags, layers.Count == 0 ? "" : layers[^1].V1Id)));
        Reorder(archive, options);
        return archive;
    }

    public static JsonObject V1Json(string id, string? parent)
    {
        var json = new JsonObject { ["id"] = id };
        if (parent is not null)
            json["parent"] = parent;
        json["created"] = "1970-01-01T00:00:00Z";
        json["container_config"] = new JsonObject { ["Cmd"] = null };
        json["os"] = "linux";
        return json;
    }

    public static JsonObject Repositories(IEnumerable<string> tags, string topId)
    {
        var repositories = new JsonObject();
        foreach (var tag in tags)
        {
            var (name, version) = Split(tag);
            if (repositories[name] is not JsonObject versions)
                repositories[name] = versions = [];
            versions[version] = topId;
        }

        return repositories;
    }

    public static (string Name, string Version) Split(string tag)
    {
        var colon = tag.LastIndexOf(':');
        return colon > tag.LastIndexOf('/') ? (tag[..colon], tag[(colon + 1)..]) : (tag, "latest");
    }

    private static void AddLayer(Archive archive, BuiltLayer layer, Dictionary<string, string> first, DuplicateLayer duplicates)
    {
        var path = layer.V1Id + "/layer.tar";
        if (duplicates == DuplicateLayer.Copy || first.TryAdd(layer.DiffId, path))
            archive.File(path, layer.Stored);
        else if (duplicates == DuplicateLayer.Symlink)
            archive.Symlink(path, "../" + first[layer.DiffId]);
        else
            archive.HardLink(path, first[layer.DiffId]);
    }

    private static JsonObject Entry(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config, DockerArchiveOptions options)
    {
        var entry = new JsonObject
        {
            ["Config"] = Sha.Hex256(config) + ".json",
            ["RepoTags"] = image.Tags.Count == 0 && options.RepoTagsNull ? null : Json.Array(image.Tags),
            ["Layers"] = Json.Array(layers.Select(layer => layer.V1Id + "/layer.tar")),
        };
        if (options.Parent is not null)
            entry["Parent"] = options.Parent;
        if (options.LayerSources)
            entry["LayerSources"] = LayerSources(layers);
        options.Entry?.Invoke(entry);
        return entry;
    }

    public static JsonObject LayerSources(IEnumerable<BuiltLayer> layers, bool docker = true)
    {
        var sources = new JsonObject();
        foreach (var layer in layers)
            sources[layer.DiffId] = Descriptors.Of(layer, docker);
        return sources;
    }

    private static void Reorder(Archive archive, DockerArchiveOptions options)
    {
        if (options.LinksFirst)
            archive.Move(file => file.TypeFlag is '1' or '2', toFront: true);
        if (options.DirectoriesFirst)
            archive.Move(file => file.TypeFlag == '5', toFront: true);
        if (options.ManifestFirst)
            archive.Move(file => file.Path == "manifest.json", toFront: true);
    }
}
