using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Sources.Json;

namespace PSLayers.Writing.Archives;

/// <summary>What the indexes say that an image was read from.</summary>
internal static class SourceIndex
{
    private const string Kind = "index";

    /// <summary>The indexes between the layout's own and the image, outermost first; each has a digest.</summary>
    public static IReadOnlyList<ImageDocument> Nested(ContainerImage image) => [.. image.Documents.Where(document => document is { Kind: Kind, StatedDigest: not null })];

    /// <summary>The entries of the layout's own index that lead to the image, or to the index that it is in: one for each of its names.</summary>
    public static IReadOnlyList<DescriptorDocument> Outermost(ContainerImage image)
    {
        if (image.Documents is not [{ Kind: Kind, StatedDigest: null } layout, ..])
            return [];
        string? digest = Nested(image) is [var root, ..] ? root.StatedDigest.ToString() : image.ManifestDigest;
        return [.. Entries(layout).Where(entry => entry.Digest == digest)];
    }

    /// <summary>The entry of the innermost index that names the image; null where none does.</summary>
    public static DescriptorDocument? Innermost(ContainerImage image) => image.Documents.LastOrDefault(document => document.Kind == Kind) is { } index
        ? Entries(index).FirstOrDefault(entry => entry.Digest == image.ManifestDigest)
        : null;

    /// <summary>Whether an index names no image of its archive but those that are written as they are.</summary>
    /// <param name="root">The index.</param>
    /// <param name="images">The images of it that are written.</param>
    public static bool IsWhole(ImageDocument root, IReadOnlyList<ExportedImage> images)
    {
        HashSet<string?> written = [.. images.Where(image => image.IsUnchanged).Select(image => image.Image.ManifestDigest)];
        HashSet<string?> there = [.. (images[0].Image.Store as ImageArchive)?.Images.Select(image => image.ManifestDigest) ?? []];
        Dictionary<string, ImageDocument> inner = images.SelectMany(image => Nested(image.Image)).DistinctBy(index => index.Name).ToDictionary(index => index.Name);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return inner.Values.All(index => index.StatedDigest!.Value.Matches(index.Content)) && AllWritten(root);

        // Each index is looked at once.
        bool AllWritten(ImageDocument index) => !seen.Add(index.Name) || Entries(index).All(entry =>
            written.Contains(entry.Digest) || (inner.TryGetValue(entry.Digest ?? "", out ImageDocument? below) ? AllWritten(below) : !there.Contains(entry.Digest)));
    }

    private static IEnumerable<DescriptorDocument> Entries(ImageDocument index) => (JsonDocuments.Manifest(index.Content, index.Name).Manifests ?? []).OfType<DescriptorDocument>();
}
