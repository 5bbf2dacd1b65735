using PSLayers.Text;

namespace PSLayers.Errors;

/// <summary>Something about an image that a careful reader should know; everything that could be read is still shown.</summary>
/// <param name="ErrorId">The stable name of the finding.</param>
/// <param name="Message">One sentence: where, what was expected, what was found.</param>
public sealed record ImageWarning(ImageErrorId ErrorId, string Message)
{
    // So many can be told one by one.
    private const int Few = 5;

    /// <summary>One sentence: where, what was expected, what was found. What it quotes from the image is made visible.</summary>
    public string Message { get; } = VisibleText.Line(Message);

    /// <summary>The first of many warnings, and one that tells how many more there were.</summary>
    /// <param name="warnings">All of them.</param>
    /// <param name="limit">How many are kept.</param>
    internal static IReadOnlyList<ImageWarning> Limited(IReadOnlyList<ImageWarning> warnings, int limit) => warnings.Count <= limit
        ? warnings
        : [.. warnings.Take(limit), new ImageWarning(ImageErrorId.CountLimit, $"{warnings.Count - limit} further warnings are not kept.")];

    /// <summary>Warnings as one is told of them: where there are many, one of each kind, that tells how many there are.</summary>
    /// <param name="warnings">All of them.</param>
    internal static List<ImageWarning> OneOfAKind(IReadOnlyList<ImageWarning> warnings) => warnings.Count <= Few
        ? [.. warnings]
        : [.. warnings.GroupBy(warning => warning.ErrorId).Select(kind => kind.Skip(1).Any()
            ? new ImageWarning(kind.Key, $"{kind.First().Message.TrimEnd('.')} (and {kind.Count() - 1} more {kind.Key}).")
            : kind.First())];

    /// <summary>The name and the sentence.</summary>
    public override string ToString() => $"{ErrorId}: {Message}";
}
