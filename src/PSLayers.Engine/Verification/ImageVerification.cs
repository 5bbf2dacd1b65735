using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Tar;
using PSLayers.Verification.Checks;

namespace PSLayers.Verification;

/// <summary>Holds an image to what it says of itself: everything that documents state of other documents and of layers is computed anew from the bytes.
/// What an earlier reading found out is not believed.</summary>
internal static class ImageVerification
{
    /// <summary>The checks of the archive as a whole.</summary>
    public static IReadOnlyList<ImageCheck> OfArchive(ContainerImage image)
    {
        var sheet = new CheckSheet(image);
        ArchiveChecks.Run(image, sheet);
        return sheet.Checks;
    }

    /// <summary>What is told of an archive that is no image, or of an image of it that cannot be read.</summary>
    /// <param name="path">The archive.</param>
    /// <param name="error">What is wrong.</param>
    public static ImageCheck OfDamage(string path, ImageException error) => new()
    {
        Check = error.ErrorId.ToString(),
        Target = "archive",
        Result = CheckResult.Failed,
        Message = error.Message,
        ImagePath = path,
    };

    /// <summary>The checks of the image's documents; no layer is read.</summary>
    public static IReadOnlyList<ImageCheck> OfDocuments(ContainerImage image)
    {
        var sheet = new CheckSheet(image);
        DocumentChecks.Run(image, sheet);
        ConfigChecks.Run(image, sheet);
        WarningChecks.Run(image, sheet);
        return sheet.Checks;
    }

    /// <summary>The checks of the layers. Several are read side by side, each in one pass; those that are the same bytes are read once.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isFast">Whether only presence and sizes are looked at.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static IReadOnlyList<ImageCheck> OfLayers(ContainerImage image, bool isFast, ReadMeter meter)
    {
        var checks = new IReadOnlyList<ImageCheck>[image.LayerCount];
        var computed = new Digest?[image.LayerCount];
        int[][] groups = [.. Enumerable.Range(0, image.LayerCount).GroupBy(Same).Select(group => group.ToArray()).OrderByDescending(group => image.Layers[group[0]].Blob?.Length)];
        long all = groups.Aggregate(0L, (sum, group) => ByteSum.Add(sum, LengthOf(group)));
        if (!isFast)
            meter.Expect(all);
        var budget = new MemoryBudget(image.Limits.TableMemory);
        SideBySide.Do(groups, group =>
        {
            VerifiedLayer first = isFast ? new VerifiedLayer(group[0], image.Layers[group[0]], null, null) : Read(image, group[0], isLargest: LengthOf(group) > all / 2, meter, budget);
            foreach (int number in group)
            {
                var layer = new VerifiedLayer(number, image.Layers[number], first.Content, first.Error);
                var sheet = new CheckSheet(image, number);
                LayerChecks.Run(image, layer, isFast, sheet, meter.Cancellation);
                if (first.Content is { Damage: null })
                    TocChecks.Run(image, layer, sheet, meter);
                (checks[number], computed[number]) = (sheet.Checks, first.Content?.Digests.DiffId);
            }
            budget.Give(first.Content?.Footprint ?? 0);
        }, meter.Cancellation);
        return [.. checks.SelectMany(layer => layer), .. isFast ? [] : Chain(image, computed)];

        long LengthOf(int[] group) => image.Layers[group[0]].Blob?.Length ?? 0;

        // The same bytes with the same claims: a digest is computed by the algorithm of its claim.
        (object, string, string) Same(int number) => image.Layers[number] is { Blob: { } blob } layer
            ? (blob.Place, layer.Claims.DiffId.Algorithm, layer.Claims.Stored.Algorithm) : (number, "", "");
    }

    private static VerifiedLayer Read(ContainerImage image, int number, bool isLargest, ReadMeter meter, MemoryBudget budget)
    {
        LayerSource source = image.Layers[number];
        if (source.Blob is not { } blob)
            return new VerifiedLayer(number, source, null, null);
        try
        {
            if (!source.IsTar)
            {
                // There is nothing in it to be listed.
                LayerIndex none = new LayerIndexBuilder(blob.Name, image.Limits).Build(0, null);
                LayerIndexer.Hash(blob, LayerNeeds.StoredDigest, none.Digests, image.Limits, meter, source.Claims);
                return new VerifiedLayer(number, source, none, null);
            }
            // While one core hashes more than half of all bytes, another one gets idle before; a digest cannot be shared out, but reading can.
            LayerNeeds needs = LayerNeeds.DiffId | LayerNeeds.StoredDigest | (isLargest && Environment.ProcessorCount > 1 ? LayerNeeds.ReadAhead : LayerNeeds.Entries);
            return new VerifiedLayer(number, source, LayerIndexer.Read(blob, needs, image.Limits, meter, claims: source.Claims, budget: budget), null);
        }
        catch (ImageException e)
        {
            return new VerifiedLayer(number, source, null, e);
        }
    }

    // The name of the whole stack, made of the digests of all layers (image-spec, config.md).
    private static IReadOnlyList<ImageCheck> Chain(ContainerImage image, Digest?[] computed)
    {
        string? stated = null, actual = null;
        for (int i = 0; i < image.LayerCount; i++)
        {
            stated = ChainId.Next(stated, image.Layers[i].DiffId, i == 0);
            actual = ChainId.Next(actual, computed[i]?.ToString(), i == 0);
        }
        var sheet = new CheckSheet(image);
        bool isElsewhere = image.Layers.Any(layer => layer.Blob is null && layer.Descriptor.Urls.Count > 0);
        if (stated is not null && actual is null && isElsewhere)
            sheet.Skip("ChainId", $"layers 0 to {image.LayerCount - 1}", stated, "not all layers are in the archive, as the manifest says");
        else if (stated is not null)
            sheet.Compare("ChainId", $"layers 0 to {image.LayerCount - 1}", stated, actual, actual is null ? "not all layers could be read" : null);
        return sheet.Checks;
    }
}
