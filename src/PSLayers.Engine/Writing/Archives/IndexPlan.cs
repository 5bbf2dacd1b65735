using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Writing.Archives;

/// <summary>What the index of the archive says: an entry for each name. Images that one index held together stay together, under that very index where all
/// of them are written as they are; images for several platforms that have one name get an index that holds them together.</summary>
internal sealed class IndexPlan
{
    private readonly ExportOptions _options;

    /// <summary>Plans.</summary>
    /// <param name="images">The images, finished.</param>
    /// <param name="options">How they are written.</param>
    /// <exception cref="ImageException">Two images for one platform would have one name.</exception>
    public IndexPlan(IReadOnlyList<ExportedImage> images, ExportOptions options)
    {
        _options = options;
        var groups = new List<Group>();
        foreach (ExportedImage image in images)
        {
            ImageDocument? root = SourceIndex.Nested(image.Image) is [var outermost, ..] ? outermost : null;
            string[] tags = [.. image.NamesIn(options)];
            if (root is not null && groups.Find(group => group.Root?.StatedDigest == root.StatedDigest) is { } same)
                same.Add(image, tags);
            else
                groups.Add(new Group(root, image, tags));
        }
        foreach (Group group in Joined(groups))
            AddGroup(group);
    }

    /// <summary>The entries of the outermost index.</summary>
    public List<IndexEntry> Entries { get; } = [];

    /// <summary>The indexes below it.</summary>
    public List<(Digest Digest, byte[] Content)> Nested { get; } = [];

    // Those that share a name belong together.
    private static List<Group> Joined(List<Group> groups)
    {
        var joined = new List<Group>();
        foreach (Group group in groups)
        {
            if (joined.Find(other => other.Tags.Intersect(group.Tags, SameName.Instance).Any()) is { } first)
                first.Join(group);
            else
                joined.Add(group);
        }
        return joined;
    }

    private void AddGroup(Group group)
    {
        IReadOnlyList<DescriptorDocument> outer = group.IsJoined ? [] : SourceIndex.Outermost(group.Images[0].Image);
        if (group.Root is { } root && SourceIndex.IsWhole(root, group.Images))
        {
            foreach (ImageDocument index in group.Images.SelectMany(image => SourceIndex.Nested(image.Image)).DistinctBy(index => index.Name))
                Nested.Add((index.StatedDigest!.Value, index.Content));
            AddNames(new IndexEntry(root.StatedType ?? IndexDocument.MediaType, root.StatedDigest!.Value, root.Content.Length), group.Tags, outer);
        }
        else if (group.Images is [var single])
        {
            AddNames(single.Entry, group.Tags, outer);
        }
        else
        {
            IndexEntry[] entries = [.. group.Images.Select(Inner)];
            byte[] content = IndexDocument.Of(entries, group.Root is { } old ? JsonDocuments.Manifest(old.Content, old.Name).Annotations : null);
            Nested.Add((Digest.Of(content), content));
            AddNames(new IndexEntry(IndexDocument.MediaType, Digest.Of(content), content.Length), group.Tags, outer);
        }
    }

    // Within an index the platform tells images apart, and annotations which of them an attestation is about.
    private static IndexEntry Inner(ExportedImage image)
    {
        DescriptorDocument? stated = SourceIndex.Innermost(image.Image);
        return image.Entry with
        {
            Platform = stated?.Platform ?? image.Entry.Platform,
            Annotations = WithoutNames(stated?.Annotations),
        };
    }

    private void AddNames(IndexEntry bare, IReadOnlyList<string> tags, IReadOnlyList<DescriptorDocument> outer)
    {
        DescriptorDocument? first = outer is [var one, ..] ? one : null;
        IndexEntry plain = bare with { Annotations = WithoutNames(first?.Annotations), Platform = bare.Platform ?? first?.Platform };
        var missing = new List<string>(tags);
        int before = Entries.Count;
        // What the source said of the name is said again, word for word.
        foreach (DescriptorDocument entry in _options.NewTags.Count > 0 ? [] : outer)
        {
            IndexEntry same = plain with { Annotations = entry.Annotations ?? Descriptor.NoAnnotations };
            if (same.Name is { } name && missing.RemoveAll(tag => SameName.Instance.Equals(tag, name)) > 0)
                Entries.Add(_options.Format == ImageFormat.DockerArchive && !IndexEntry.IsTagAlone(name) ? WithFullName(same, name) : same);
        }
        Entries.AddRange(missing.Select(plain.Named));
        if (Entries.Count == before)
            Entries.Add(plain);
    }

    // Docker's own store looks for this one.
    private static IndexEntry WithFullName(IndexEntry entry, string name) => entry.Annotations.ContainsKey(IndexEntry.FullName) ? entry
        : entry with { Annotations = new Dictionary<string, string>(entry.Annotations) { [IndexEntry.FullName] = ImageReference.Full(name) } };

    private static Dictionary<string, string> WithoutNames(Dictionary<string, string>? annotations) =>
        (annotations ?? []).Where(pair => pair.Key is not (IndexEntry.FullName or IndexEntry.RefName)).ToDictionary();

    // Images under one name.
    private sealed class Group(ImageDocument? root, ExportedImage image, IEnumerable<string> tags)
    {
        public ImageDocument? Root { get; private set; } = root;

        public bool IsJoined { get; private set; }

        public List<ExportedImage> Images { get; } = [image];

        public List<string> Tags { get; } = [.. tags];

        public void Add(ExportedImage image, IEnumerable<string> tags)
        {
            Images.Add(image);
            Tags.AddRange(tags.Except(Tags, SameName.Instance).ToArray());
        }

        public void Join(Group other)
        {
            foreach (ExportedImage image in other.Images)
            {
                if (image.Image.Kind == ImageKind.Image && Images.Find(known => known.Image.Kind == ImageKind.Image && known.Image.Platform == image.Image.Platform) is not null)
                {
                    throw new ImageException(ImageErrorId.SeveralImages,
                        $"two images for {image.Image.Platform ?? "no platform that is known"} would have the name {Tags.Intersect(other.Tags, SameName.Instance).First()}; -Tag, -Platform and -NewTag tell them apart");
                }
                Add(image, other.Tags);
            }
            (Root, IsJoined) = (null, true);
        }
    }

    private sealed class SameName : IEqualityComparer<string>
    {
        public static SameName Instance { get; } = new();

        public bool Equals(string? one, string? other) => one == other || (one is not null && other is not null && ImageReference.Full(one) == ImageReference.Full(other));

        public int GetHashCode(string name) => ImageReference.Full(name).GetHashCode(StringComparison.Ordinal);
    }
}
