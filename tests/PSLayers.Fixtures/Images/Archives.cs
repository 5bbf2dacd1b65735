using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Puts archives together.</summary>
public static class Archives
{
    /// <summary>
    /// Several images in one docker archive, as docker saves them: one manifest.json with an entry an image, one repositories,
    /// files that images share only once. Images without manifest.json (docker before 1.10) join by repositories alone.
    /// </summary>
    public static Archive Combine(params BuiltImage[] images)
    {
        var all = new Archive { Time = images[0].Archive.Time, FileMode = images[0].Archive.FileMode };
        var entries = new JsonArray();
        var repositories = new JsonObject();
        foreach (var image in images)
        {
            foreach (var file in image.Archive.Files)
            {
                if (file.Path == "manifest.json")
                    MoveItems((JsonArray)JsonNode.Parse(file.Content)!, entries);
                else if (file.Path == "repositories")
                    MergeRepositories((JsonObject)JsonNode.Parse(file.Content)!, repositories);
                else if (!all.Contains(file.Path))
                    all.Files.Add(file);
            }
        }

        if (entries.Count > 0)
            all.File("manifest.json", Json.Bytes(entries));
        if (repositories.Count > 0)
            all.File("repositories", Json.Bytes(repositories));
        return all;
    }

    private static void MoveItems(JsonArray from, JsonArray to)
    {
        foreach (var item in from)
            to.Add(item?.DeepClone());
    }

    private static void MergeRepositories(JsonObject from, JsonObject to)
    {
        foreach (var (name, versions) in from)
        {
            if (to[name] is not JsonObject known)
                to[name] = known = [];
            foreach (var (version, id) in (JsonObject)versions!)
                known[version] = id?.DeepClone();
        }
    }
}
