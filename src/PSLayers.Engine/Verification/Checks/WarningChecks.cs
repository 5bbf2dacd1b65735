using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Verification.Checks;

/// <summary>What was odd when the image was opened, and is no check of its own: references that lead out of the archive, links in circles, names that
/// clash, documents that are broken in part.</summary>
internal static class WarningChecks
{
    // Others tell these with what was expected and what is there.
    private static readonly ImageErrorId[] Elsewhere =
        [ImageErrorId.DigestMismatch, ImageErrorId.BlobSizeMismatch, ImageErrorId.HistoryMismatch, ImageErrorId.PlatformMismatch, ImageErrorId.LayerUnreadable];

    public static void Run(ContainerImage image, CheckSheet sheet)
    {
        ImageWarning[] odd = [.. image.Warnings.Where(warning => !Elsewhere.Contains(warning.ErrorId) && !IsAbsentLayer(image, warning))];
        sheet.Absent("References", "archive", odd.Count(IsReference), odd.FirstOrDefault(IsReference)?.Message);
        foreach (IGrouping<ImageErrorId, ImageWarning> kind in odd.Where(warning => !IsReference(warning)).GroupBy(warning => warning.ErrorId))
            sheet.Absent(kind.Key.ToString(), "archive", kind.Count(), kind.First().Message);
    }

    private static bool IsReference(ImageWarning warning) => warning.ErrorId is ImageErrorId.PathOutside or ImageErrorId.LinkCycle or ImageErrorId.BlobMissing;

    private static bool IsAbsentLayer(ContainerImage image, ImageWarning warning) => warning.ErrorId == ImageErrorId.BlobMissing
        && image.Layers.Any(layer => layer is { Blob: null, Refusal: null }) && warning.Message.StartsWith("Layer ", StringComparison.Ordinal);
}
