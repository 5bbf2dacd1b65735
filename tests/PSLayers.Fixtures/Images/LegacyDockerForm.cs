using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Lays an image out as docker before 1.10 saves it: no manifest, a chain of parents, the config in each layer's json.</summary>
internal static class LegacyDockerForm
{
    public static Archive Build(ImageBuilder image, IReadOnlyList<BuiltLayer> layers)
    {
        var archive = new Archive();
        var config = image.ConfigObject(layers);
        var commands = (config["history"] as JsonArray ?? []).Where(entry => entry?["empty_layer"] is null).ToList();
        for (var i = 0; i < layers.Count; i++)
        {
            var id = layers[i].V1Id;
            var isTop = i == layers.Count - 1;
            archive.Directory(id);
            archive.File(id + "/VERSION", "1.0");
            archive.File(id + "/json", Json.Bytes(V1Json(id, i == 0 ? null : layers[i - 1].V1Id, config, commands.ElementAtOrDefault(i), isTop)));
            if (layers[i].Spec.Present)
                archive.File(id + "/layer.tar", layers[i].Stored);
        }

        archive.Files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        archive.File("repositories", Json.Bytes(DockerArchiveForm.Repositories(image.Tags, layers.Count == 0 ? "" : layers[^1].V1Id)));
        return archive;
    }

    private static JsonObject V1Json(string id, string? parent, JsonObject config, JsonNode? history, bool isTop)
    {
        var json = new JsonObject { ["id"] = id };
        if (parent is not null)
            json["parent"] = parent;
        json["created"] = history?["created"]?.DeepClone() ?? ImageBuilder.DefaultCreated;
        json["container_config"] = new JsonObject { ["Cmd"] = Json.Array(["/bin/sh", "-c", (string?)history?["created_by"] ?? ""]) };
        json["docker_version"] = "1.9.1";
        if (isTop)
            json["config"] = config["config"]?.DeepClone();
        json["architecture"] = config["architecture"]?.DeepClone();
        json["os"] = config["os"]?.DeepClone();
        return json;
    }
}
