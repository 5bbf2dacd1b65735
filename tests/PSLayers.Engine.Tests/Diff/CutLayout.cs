using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Text;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>An OCI layout whose image is cut to its first layers, so that umoci unpacks a view that is not the last.</summary>
internal static class CutLayout
{
    /// <summary>What umoci unpacks of the first layers of the first image of a layout, path by path.</summary>
    public static Dictionary<string, PlainFile> Unpack(TempFolder folder, string layout, int layers)
    {
        string name = Guid.NewGuid().ToString("N");
        string cut = Make(layout, layers, folder.Folder("cut" + name));
        string bundle = Path.Join(folder.Root, "bundle" + name);
        try
        {
            CommandLine.Run("umoci", ["unpack", .. Environment.UserName == "root" ? [] : new[] { "--rootless" }, "--image", $"{cut}:it", bundle]);
            return Walk(Path.Join(bundle, "rootfs"));
        }
        finally
        {
            Directory.Delete(bundle, recursive: true);
        }
    }

    public static int LayersOf(string layout) => Manifest(layout)["layers"]!.AsArray().Count;

    private static string Make(string layout, int layers, string cut)
    {
        Directory.CreateDirectory(Path.Join(cut, "blobs", "sha256"));
        foreach (string blob in Directory.EnumerateFiles(Path.Join(layout, "blobs", "sha256")))
            File.CreateSymbolicLink(Path.Join(cut, "blobs", "sha256", Path.GetFileName(blob)), Path.GetFullPath(blob));
        JsonNode manifest = Manifest(layout);
        JsonNode config = Read(layout, manifest["config"]!);
        config.AsObject().Remove("history");
        Cut(config["rootfs"]!["diff_ids"]!.AsArray(), layers);
        Cut(manifest["layers"]!.AsArray(), layers);
        Write(cut, config, manifest["config"]!.AsObject());
        JsonNode index = JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")))!;
        JsonObject descriptor = index["manifests"]![0]!.AsObject();
        Write(cut, manifest, descriptor);
        // umoci finds images by a tag without colons and slashes.
        descriptor["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "it" };
        File.Copy(Path.Join(layout, "oci-layout"), Path.Join(cut, "oci-layout"));
        File.WriteAllText(Path.Join(cut, "index.json"), index.ToJsonString());
        return cut;
    }

    private static JsonNode Manifest(string layout) => Read(layout, JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")))!["manifests"]![0]!);

    private static JsonNode Read(string layout, JsonNode descriptor) =>
        JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "blobs", ((string)descriptor["digest"]!).Replace(':', '/'))))!;

    private static void Cut(JsonArray array, int length)
    {
        while (array.Count > length)
            array.RemoveAt(array.Count - 1);
    }

    private static void Write(string layout, JsonNode document, JsonObject descriptor)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(document.ToJsonString());
        string hex = Sha.Hex256(bytes);
        File.WriteAllBytes(Path.Join(layout, "blobs", "sha256", hex), bytes);
        (descriptor["digest"], descriptor["size"]) = ($"sha256:{hex}", bytes.Length);
    }

    private static Dictionary<string, PlainFile> Walk(string root)
    {
        string found = Encoding.Latin1.GetString(CommandLine.Run("find", root, "-mindepth", "1", "-printf", @"%y\t%m\t%U\t%G\t%T@\t%l\t%P\0"));
        var files = new Dictionary<string, PlainFile>();
        foreach (string line in found.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = [.. line.Split('\t', 7).Select(part => EntryName.Decode(Encoding.Latin1.GetBytes(part)))];
            files.Add(parts[6], new PlainFile(
                parts[0] switch { "d" => '5', "l" => '2', "f" => '0', var other => other[0] }, Convert.ToInt32(parts[1], 8),
                (long.Parse(parts[2]) << 32) + long.Parse(parts[3]), decimal.Parse(parts[4], System.Globalization.CultureInfo.InvariantCulture),
                parts[0] == "f" ? Digest(Path.Join(root, EntryName.Original(parts[6]))) : "", parts[5].Length > 0 ? parts[5] : null, ""));
        }
        return files;
    }

    private static string Digest(string path)
    {
        using FileStream content = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(content));
    }
}
