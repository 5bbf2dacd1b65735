using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Verification.Checks;

/// <summary>One layer: whether it is there, and is what manifest and config say; whether engines take all its entries.</summary>
internal static class LayerChecks
{
    private const string NotRead = "no layer was read";

    public static void Run(ContainerImage image, VerifiedLayer layer, bool isFast, CheckSheet sheet, CancellationToken cancellation)
    {
        LayerSource source = layer.Source;
        if (source.Blob is not { } blob)
        {
            Missing(layer, sheet);
            return;
        }
        if (source.Descriptor.Size is { } size)
            sheet.Compare("LayerSize", layer.Target, size, blob.Length);
        Digest? stored = source.Descriptor.Digest ?? (source.Name is null ? null : StoredNames.DigestIn(source.Name));
        object? diffId = source.DiffId;
        if (isFast)
        {
            if (stored is not null)
                sheet.Skip("LayerDigest", layer.Target, stored, NotRead);
            sheet.Skip("DiffId", layer.Target, diffId, NotRead);
            return;
        }
        CompareType(layer, blob, sheet);
        if (image.Kind != ImageKind.Image || !source.IsTar)
        {
            Stored(layer, stored, sheet);
            sheet.Skip("DiffId", layer.Target, diffId, $"the layer {source.WhyUnread ?? "is no part of an image"}");
            return;
        }
        if ((layer.Error ?? layer.Content?.Damage) is { } damage)
        {
            sheet.Fail("LayerContent", layer.Target, null, damage);
            return;
        }
        Stored(layer, stored, sheet);
        if (diffId is null)
            sheet.Skip("DiffId", layer.Target, null, "the config states none");
        else
            sheet.Compare("DiffId", layer.Target, diffId, layer.Content!.Digests.DiffId);
        Entries(image, layer, sheet, cancellation);
    }

    private static void Missing(VerifiedLayer layer, CheckSheet sheet)
    {
        LayerSource source = layer.Source;
        if (source.Refusal is { } refusal)
            sheet.Fail("LayerPresent", layer.Target, source.Descriptor.Digest, refusal);
        else if (MediaTypes.IsForeign(source.Descriptor.MediaType) || source.Descriptor.Urls.Count > 0)
            sheet.Skip("LayerPresent", layer.Target, source.Descriptor.Digest, "the layer is to be fetched from elsewhere, as the manifest says");
        else
            sheet.Fail("LayerPresent", layer.Target, source.Descriptor.Digest?.ToString() ?? source.Name, "the layer is not in the archive");
    }

    private static void Stored(VerifiedLayer layer, Digest? stored, CheckSheet sheet)
    {
        if (stored is null)
            return;
        if (layer.Content?.Digests.Stored is { } computed)
            sheet.Compare("LayerDigest", layer.Target, stored, IsDiffId(layer, stored) ? stored : computed);
        else
            sheet.Fail("LayerDigest", layer.Target, stored, layer.Error?.Message ?? "the layer could not be read");
    }

    // The name of a layer in a docker archive is mostly the digest of its tar, be it compressed or not.
    private static bool IsDiffId(VerifiedLayer layer, Digest? stored) => layer.Source.Descriptor.Digest is null && layer.Content?.Digests.DiffId == stored;

    // The type names the compression (image-spec, layer.md); engines look at the bytes, registries and scanners at the type.
    private static void CompareType(VerifiedLayer layer, Blob blob, CheckSheet sheet)
    {
        // What docker archives tell of the blob in its registry does not hold for the layer here.
        if (layer.Source is { Name: not null, Descriptor.Digest: null })
            return;
        if (layer.Source.Descriptor.MediaType is not { Length: > 0 } type || !layer.Source.IsTar || type == "application/octet-stream")
            return;
        string expected = type.EndsWith("gzip", StringComparison.Ordinal) ? "gzip" : type.EndsWith("zstd", StringComparison.Ordinal) ? "zstd" : "none";
        try
        {
            sheet.Compare("LayerMediaType", layer.Target, expected, blob.Compression.Name, $"the manifest states {type}");
        }
        catch (ImageException e)
        {
            sheet.Fail("LayerMediaType", layer.Target, expected, e);
        }
    }

    private static void Entries(ContainerImage image, VerifiedLayer layer, CheckSheet sheet, CancellationToken cancellation)
    {
        LayeredTree tree = LayeredTree.Build([layer.Content], NameFolding.Exact, image.Limits, cancellation);
        Count("DuplicateNames", warning => warning.ErrorId == ImageErrorId.DuplicateName);
        Count("RefusedEntries", warning => warning.ErrorId != ImageErrorId.DuplicateName);

        void Count(string check, Func<ImageWarning, bool> isMeant)
        {
            ImageWarning[] found = [.. layer.Content!.Warnings.Concat(tree.Warnings).Where(isMeant)];
            sheet.Absent(check, layer.Target, found.Length, found.FirstOrDefault()?.Message);
        }
    }
}
