using System.Globalization;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>Lays an image out as skopeo's dir: transport does: manifest.json is the manifest itself, blobs are named by their digits.</summary>
internal static class SkopeoDirForm
{
    public static (Archive Archive, byte[] Manifest) Build(IReadOnlyList<BuiltLayer> layers, byte[] config, bool docker, int signatures)
    {
        var archive = new Archive();
        var list = new JsonArray();
        archive.File(Sha.Hex256(config), config);
        foreach (var layer in layers)
        {
            list.Add(Descriptors.Of(layer, docker));
            if (layer.Spec.Present && !archive.Contains(Sha.HexOf(layer.Digest)))
                archive.File(Sha.HexOf(layer.Digest), layer.Stored);
        }

        var configType = docker ? MediaTypes.DockerConfig : MediaTypes.OciConfig;
        var manifest = Json.Bytes(OciLayout.ImageManifest(docker, Descriptors.Of(configType, config), list));
        archive.File("manifest.json", manifest).File("version", "Directory Transport Version: 1.1\n");
        for (var i = 1; i <= signatures; i++)
            archive.File("signature-" + i.ToString(CultureInfo.InvariantCulture), "not a real signature");
        return (archive, manifest);
    }
}
