using System.Management.Automation;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Common;

/// <summary>Which images of an archive are wanted: by name, by platform and by id, each with wildcards, and each open where nothing is asked.</summary>
internal sealed class ImageChoice(IReadOnlyList<string> tags, IReadOnlyList<string> platforms, IReadOnlyList<string> imageIds)
{
    // A name that is short, or half short, means the full one: "library/ubuntu:24.04" is in no image's list, but "docker.io/library/ubuntu:24.04".
    private readonly WildcardPattern[] _tags = [.. tags.SelectMany(tag => new[] { tag, ImageReference.Full(tag) }).Distinct().Select(Pattern)];
    private readonly WildcardPattern[] _platforms = [.. platforms.Where(WildcardPattern.ContainsWildcardCharacters).Select(Pattern)];
    private readonly Platform[] _wholePlatforms = [.. platforms.Where(platform => !WildcardPattern.ContainsWildcardCharacters(platform)).Select(Platform.Parse)];
    private readonly WildcardPattern[] _imageIds = [.. imageIds.Select(Pattern)];

    /// <summary>Whether any image would do: then finding none is no mistake.</summary>
    public bool HasWildcards { get; } = tags.Concat(platforms).Concat(imageIds).Any(WildcardPattern.ContainsWildcardCharacters);

    public bool Includes(ContainerImage image) =>
        Matches(_tags, image.Tags.SelectMany(ImageReference.Forms))
        && IsFor(image.Platform)
        && Matches(_imageIds, image.ImageId is { } id ? [id, id[(id.IndexOf(':', StringComparison.Ordinal) + 1)..], Digest.Shorten(id)] : []);

    // One platform has several ways to be written, and an image or an index uses any of them.
    private bool IsFor(string? written)
    {
        if (_platforms.Length + _wholePlatforms.Length == 0)
            return true;
        if (written is null)
            return false;
        Platform platform = Platform.Parse(written);
        return Array.Exists(_wholePlatforms, platform.Answers)
            || (_platforms.Length > 0 && Matches(_platforms, [written, written.Split(':')[0], $"{platform.Normalized()}", $"{platform.Normalized()}".Split(':')[0]]));
    }

    private static bool Matches(WildcardPattern[] patterns, IEnumerable<string> names) =>
        patterns.Length == 0 || names.Any(name => Array.Exists(patterns, pattern => pattern.IsMatch(name)));

    private static WildcardPattern Pattern(string text) => TextPattern.Of(text, WildcardOptions.IgnoreCase);
}
