using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Verification.Checks;

/// <summary>The image's documents beside the descriptors that name them (image-spec, descriptor.md): digest, size and media type.</summary>
internal static class DocumentChecks
{
    public static void Run(ContainerImage image, CheckSheet sheet)
    {
        foreach (ImageDocument document in image.Documents)
        {
            string target = $"{document.Kind} {document.Name}";
            if (document.StatedDigest is { } digest)
                sheet.Compare("DocumentDigest", target, digest, digest.Matches(document.Content) ? digest : Digest.Of(document.Content));
            if (document.StatedSize is { } size)
                sheet.Compare("DocumentSize", target, size, document.Content.Length);
            // A document need not repeat its type; one that does may not contradict (image-spec, manifest.md).
            if (document.Kind != "config" && document.StatedType is { } type && JsonDocuments.Manifest(document.Content, document.Name).MediaType is { Length: > 0 } own)
                sheet.Compare("DocumentMediaType", target, type, own);
        }
        if (image.Documents.All(document => document.Kind != "config"))
            Missing(image, sheet);
    }

    private static void Missing(ContainerImage image, CheckSheet sheet)
    {
        if (image.Kind == ImageKind.Image && image.Config is null)
            sheet.Fail("DocumentPresent", "config", null, "the image has no config that can be read");
    }
}
