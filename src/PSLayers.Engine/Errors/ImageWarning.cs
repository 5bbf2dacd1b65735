using PSLayers.Text;

namespace PSLayers.Errors;

/// <summary>Something about an image that a careful reader should know; everything that could be read is still shown.</summary>
/// <param name="ErrorId">The stable name of the finding.</param>
/// <param name="Message">One sentence: where, what was expected, what was found.</param>
public sealed record ImageWarning(ImageErrorId ErrorId, string Message)
{
    /// <summary>One sentence: where, what was expected, what was found. What it quotes from the image is made visible.</summary>
    public string Message { get; } = VisibleText.Line(Message);

    /// <summary>The first of many warnings, and one that tells how many more there were.</summary>
    /// <param name="warnings">All of them.</param>
    /// <param name="limit">How many are kept.</param>
    internal static IReadOnlyList<ImageWarning> Limited(IReadOnlyList<ImageWarning> warnings, int limit) => warnings.Count <= limit
        ? warnings
        : [.. warnings.Take(limit), new ImageWarning(ImageErrorId.CountLimit, $"{warnings.Count - limit} further warnings are not kept.")];

    /// <summary>The name and the sentence.</summary>
    public override string ToString() => $"{ErrorId}: {Message}";
}
