using System.Text.Json;
using PSLayers.Sources.Json;

namespace PSLayers.Sources;

/// <summary>What a JSON document is that stands alone where an image was expected: mostly one file of an image.</summary>
internal static class JsonFile
{
    private const string GiveAll = "it is one file of an image; the archive, or the folder with all its files, is what is read";

    // A line a kind: names that its object has, what it is, what to do.
    private static readonly (string[] Names, FileKind Kind)[] Objects =
    [
        (["manifests"], new("an index of images (JSON)", GiveAll)),
        (["config", "layers"], new("the manifest of an image (JSON)", GiveAll)),
        (["fsLayers"], new("the manifest of an image (JSON)", GiveAll)),
        (["rootfs"], new("the config of an image (JSON)", GiveAll)),
        (["imageLayoutVersion"], new("the mark of an image layout (JSON)", GiveAll)),
        (["_type", "predicateType"], new("an attestation (JSON)", GiveAll)),
        (["spdxVersion"], new("a bill of materials (SPDX)")),
        (["bomFormat"], new("a bill of materials (CycloneDX)")),
    ];

    /// <summary>What a document is; null where it is no JSON.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="isWhole">Whether these are all of it; else it cannot be looked into.</param>
    public static FileKind? Of(ReadOnlySpan<byte> start, bool isWhole)
    {
        if (JsonDocuments.StartOf(start) is not ('{' or '['))
            return null;
        if (!isWhole)
            return IsLikeJson(start) ? new FileKind("a JSON document") : null;
        try
        {
            using var document = JsonDocument.Parse(JsonText.Of(start).ToArray());
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Array ? OfList(root) : OfObject(root);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static FileKind OfList(JsonElement list)
    {
        JsonElement first = list.EnumerateArray().FirstOrDefault();
        return first.ValueKind != JsonValueKind.Object ? new FileKind("a JSON document")
            : Has(first, "Layers") && Has(first, "Config") ? new FileKind("docker's list of images (manifest.json)", GiveAll)
            : Has(first, "Id") && Has(first, "RootFS") ? new FileKind("what 'docker inspect' writes", "'docker save -o FILE IMAGE' writes the image itself")
            : new FileKind("a JSON document");
    }

    private static FileKind OfObject(JsonElement root)
    {
        foreach ((string[] names, FileKind kind) in Objects)
        {
            if (Array.TrueForAll(names, name => Has(root, name)))
                return kind;
        }
        // Docker's interface answers with "message", registries with a list of "errors".
        return Message(root) is { } message ? new FileKind($"the text of an error: '{FileKind.FirstLine(message)}'", "what was to write the image failed") : new FileKind("a JSON document");
    }

    private static string? Message(JsonElement root)
    {
        if (root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array)
            root = errors.EnumerateArray().FirstOrDefault();
        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String ? message.GetString() : null;
    }

    private static bool Has(JsonElement element, string name) => element.EnumerateObject().Any(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static bool IsLikeJson(ReadOnlySpan<byte> start) => !start.ContainsAnyInRange<byte>(0x00, 0x08);
}
