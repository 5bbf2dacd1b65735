using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Waste;

/// <summary>Equal contents under different paths of a view. Only files that share their size with another are read.</summary>
internal sealed class DuplicateContents
{
    private DuplicateContents(IReadOnlyList<DuplicateContent> found, IReadOnlyList<ImageException> errors) => (Found, Errors) = (found, errors);

    /// <summary>The contents, those that waste the most first.</summary>
    public IReadOnlyList<DuplicateContent> Found { get; }

    /// <summary>What could not be read, and so may have further duplicates.</summary>
    public IReadOnlyList<ImageException> Errors { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="seen">The files that the view shows; further names of one are no duplicates.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static DuplicateContents Of(LayeredImage image, SeenContents seen, ReadMeter meter)
    {
        List<SeenFile> candidates = Candidates(seen.Files);
        ContentDigests digests = ContentDigests.Sha256(image, candidates.Select(file => PlaceOf(image, file)), meter);
        var groups = new Dictionary<Digest, List<SeenFile>>();
        foreach (SeenFile file in candidates)
        {
            (int layer, int row) = PlaceOf(image, file);
            if (digests[layer, row] is not { } digest)
                continue;
            if (!groups.TryGetValue(digest, out List<SeenFile>? group))
                groups.Add(digest, group = []);
            group.Add(file);
        }
        List<DuplicateContent> found = [.. groups.Where(group => group.Value.Count > 1).Select(group => Content(image, group.Key, group.Value))];
        found.Sort((one, other) => one.WastedSize != other.WastedSize
            ? other.WastedSize.CompareTo(one.WastedSize)
            : string.CompareOrdinal(one.InnerPaths[0], other.InnerPaths[0]));
        return new DuplicateContents(found, digests.Errors);
    }

    private static List<SeenFile> Candidates(ReadOnlySpan<SeenFile> files)
    {
        SeenFile[] bySize = files.ToArray();
        long[] sizes = Array.ConvertAll(bySize, file => file.Size);
        Array.Sort(sizes, bySize);
        var candidates = new List<SeenFile>();
        for (int i = 0; i < sizes.Length; i++)
        {
            bool isShared = (i > 0 && sizes[i - 1] == sizes[i]) || (i + 1 < sizes.Length && sizes[i + 1] == sizes[i]);
            if (isShared && sizes[i] > 0)
                candidates.Add(bySize[i]);
        }
        return candidates;
    }

    private static (int Layer, int Row) PlaceOf(LayeredImage image, SeenFile file) =>
        image.Tree.Version(file.Version) is var stored ? (stored.Layer, stored.Row) : default;

    private static DuplicateContent Content(LayeredImage image, Digest digest, List<SeenFile> files) => new()
    {
        ContentDigest = digest.ToString(),
        Size = files[0].Size,
        FileCount = files.Count,
        WastedSize = files.Skip(1).Aggregate(0L, (sum, file) => ByteSum.Add(sum, file.Size)),
        InnerPaths = [.. files.Select(file => image.Tree.Path(file.Node)).Order(StringComparer.Ordinal)],
        ImageName = image.Image.Name,
        ImageId = image.Image.ImageId,
        ImagePath = image.Image.ImagePath,
    };
}
