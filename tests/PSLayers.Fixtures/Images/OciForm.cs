using System.Text;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Lays an image out as an OCI layout, alone or with companions in its index.</summary>
internal static class OciForm
{
    public static (Archive Archive, byte[] Manifest) Build(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config, OciOptions options)
    {
        var layout = new OciLayout(options);
        var (descriptor, manifest) = layout.AddImage(layers, config);
        if (options.StatePlatform)
            AddPlatform(descriptor, config);
        Enter(layout, Nested(layout, Companions(layout, descriptor, options), options.NestedIndexes), image.Tags, options.RefName);
        foreach (var other in options.MoreImages)
        {
            var otherLayers = other.BuildLayers();
            var otherConfig = other.BuildConfig(otherLayers);
            var (otherDescriptor, _) = layout.AddImage(otherLayers, otherConfig);
            if (options.StatePlatform)
                AddPlatform(otherDescriptor, otherConfig);
            Enter(layout, Nested(layout, Companions(layout, otherDescriptor, options, isFirst: false), options.NestedIndexes), other.Tags, options.RefName);
        }

        return (layout.Finish(), manifest);
    }

    public static JsonObject PlatformOf(string text)
    {
        var parts = text.Split('/');
        var platform = new JsonObject { ["architecture"] = parts[1], ["os"] = parts[0] };
        if (parts.Length > 2)
            platform["variant"] = parts[2];
        return platform;
    }

    /// <summary>A descriptor of a manifest that is not there.</summary>
    public static JsonObject Absent(string platform)
    {
        var absent = Descriptors.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes("absent " + platform));
        absent["platform"] = PlatformOf(platform);
        return absent;
    }

    /// <summary>An attestation as buildx writes it: a manifest of an in-toto statement that refers to the image.</summary>
    public static JsonObject AddAttestation(OciLayout layout, JsonObject image)
    {
        var subject = new JsonObject { ["name"] = "app", ["digest"] = new JsonObject { ["sha256"] = Sha.HexOf((string)image["digest"]!) } };
        var statement = Json.Bytes(new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v0.1",
            ["predicateType"] = "https://slsa.dev/provenance/v0.2",
            ["subject"] = new JsonArray(subject),
            ["predicate"] = new JsonObject(),
        });
        var layer = layout.AddBlob("application/vnd.in-toto+json", statement);
        layer["annotations"] = new JsonObject { ["in-toto.io/predicate-type"] = "https://slsa.dev/provenance/v0.2" };
        var config = new JsonObject
        {
            ["architecture"] = "unknown",
            ["os"] = "unknown",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = Json.Array([Sha.Digest256(statement)]) },
        };
        var manifest = OciLayout.ImageManifest(false, layout.AddBlob(MediaTypes.OciConfig, Json.Bytes(config)), [layer]);
        var descriptor = layout.AddBlob(MediaTypes.OciManifest, Json.Bytes(manifest));
        descriptor["annotations"] = new JsonObject
        {
            ["vnd.docker.reference.digest"] = (string)image["digest"]!,
            ["vnd.docker.reference.type"] = "attestation-manifest",
        };
        descriptor["platform"] = PlatformOf("unknown/unknown");
        return descriptor;
    }

    private static List<JsonNode> Companions(OciLayout layout, JsonObject image, OciOptions options, bool isFirst = true)
    {
        var all = new List<JsonNode> { image };
        if (isFirst)
        {
            foreach (var platform in options.AbsentPlatforms)
                all.Add(Absent(platform));
        }

        if (options.Attestation)
            all.Add(AddAttestation(layout, image));
        if (options.Artifact && isFirst)
            all.Add(AddArtifact(layout, options.ArtifactHasSubject ? image : null));
        return all;
    }

    private static JsonObject AddArtifact(OciLayout layout, JsonObject? subject)
    {
        var file = layout.AddBlob("text/plain", "some notes\n"u8.ToArray());
        file["annotations"] = new JsonObject { ["org.opencontainers.image.title"] = "notes.txt" };
        var manifest = OciLayout.ImageManifest(false, layout.AddBlob(MediaTypes.OciEmpty, "{}"u8.ToArray()), [file]);
        manifest["artifactType"] = "application/vnd.example.notes";
        if (subject is not null)
        {
            manifest["subject"] = new JsonObject
            {
                ["mediaType"] = (string)subject["mediaType"]!,
                ["digest"] = (string)subject["digest"]!,
                ["size"] = (long)subject["size"]!,
            };
        }

        var descriptor = layout.AddBlob(MediaTypes.OciManifest, Json.Bytes(manifest));
        descriptor["artifactType"] = "application/vnd.example.notes";
        return descriptor;
    }

    private static List<JsonNode> Nested(OciLayout layout, List<JsonNode> descriptors, int depth)
    {
        for (; depth > 0; depth--)
            descriptors = [layout.AddIndex([.. descriptors])];
        return descriptors;
    }

    /// <summary>Lists descriptors in index.json: the first once a name, the others as they are.</summary>
    public static void Enter(OciLayout layout, List<JsonNode> descriptors, IReadOnlyList<string> tags, RefName refName)
    {
        if (refName == RefName.None || tags.Count == 0)
        {
            foreach (var descriptor in descriptors)
                layout.Entries.Add(descriptor);
            return;
        }

        foreach (var tag in tags)
        {
            var named = (JsonObject)descriptors[0].DeepClone();
            named["annotations"] = Json.Object(Names(tag, refName));
            layout.Entries.Add((JsonNode)named);
        }

        foreach (var companion in descriptors.Skip(1))
            layout.Entries.Add(companion);
    }

    private static Dictionary<string, string> Names(string tag, RefName kind)
    {
        var names = new Dictionary<string, string>();
        if (kind == RefName.Containerd)
            names["io.containerd.image.name"] = Normalized(tag);
        names["org.opencontainers.image.ref.name"] = kind == RefName.Full ? tag : DockerArchiveForm.Split(tag).Version;
        return names;
    }

    private static string Normalized(string tag)
    {
        var slash = tag.IndexOf('/');
        if (slash < 0)
            return "docker.io/library/" + tag;
        var host = tag[..slash];
        return host.Contains('.') || host.Contains(':') || host == "localhost" ? tag : "docker.io/" + tag;
    }

    /// <summary>States the platform that the config names.</summary>
    public static void AddPlatform(JsonObject descriptor, byte[] config)
    {
        var parsed = JsonNode.Parse(config)!;
        var platform = new JsonObject { ["architecture"] = parsed["architecture"]?.DeepClone(), ["os"] = parsed["os"]?.DeepClone() };
        foreach (var key in new[] { "variant", "os.version" })
        {
            if (parsed[key] is { } value)
                platform[key] = value.DeepClone();
        }

        descriptor["platform"] = platform;
    }
}
