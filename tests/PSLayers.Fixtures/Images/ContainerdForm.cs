using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>
/// Lays an image out as docker saves it from the containerd store: index.json names a second index, which lists all platforms,
/// present or not, and their attestations; manifest.json names the host's platform alone.
/// </summary>
internal static class ContainerdForm
{
    public static (Archive Archive, byte[] Manifest) Build(ImageBuilder image, IReadOnlyList<BuiltLayer> layers, byte[] config, ContainerdOptions options)
    {
        var layout = new OciLayout(new OciOptions());
        var (host, manifest) = layout.AddImage(layers, config);
        OciForm.AddPlatform(host, config);
        var all = new List<JsonNode> { host };
        foreach (var other in options.OtherPlatforms)
        {
            var otherLayers = other.BuildLayers();
            var otherConfig = other.BuildConfig(otherLayers);
            var (descriptor, _) = layout.AddImage(otherLayers, otherConfig);
            OciForm.AddPlatform(descriptor, otherConfig);
            all.Add(descriptor);
        }

        foreach (var platform in options.AbsentPlatforms)
            all.Add(OciForm.Absent(platform));
        if (options.Attestation)
            all.Add(OciForm.AddAttestation(layout, host));
        OciForm.Enter(layout, [layout.AddIndex([.. all])], image.Tags, RefName.Containerd);

        var archive = layout.Finish();
        archive.File("manifest.json", Json.Bytes(new JsonArray(Docker25Form.Entry(image.Tags, layers, config))));
        archive.File("repositories", Json.Bytes(DockerArchiveForm.Repositories(image.Tags, layers.Count == 0 ? "" : Sha.HexOf(layers[^1].Digest))));
        if (options.NoLayerBlobs)
        {
            foreach (var layer in layers)
                archive.Remove("blobs/sha256/" + Sha.HexOf(layer.Digest));
        }

        return (archive, manifest);
    }
}
