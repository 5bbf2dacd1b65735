using PSLayers.Text;

namespace PSLayers.Errors;

/// <summary>An image, or a part of one, that cannot be read. The message says where and why.</summary>
public sealed class ImageException : Exception
{
    // Characters of a message's parts. PATH_MAX is longer, but nobody reads that.
    private const int LongestPart = 1000;

    /// <summary>Makes the exception; <paramref name="member"/> and <paramref name="offset"/> become part of the message.</summary>
    /// <param name="errorId">What went wrong.</param>
    /// <param name="message">Why, as a sentence without a full stop: what was expected and what was found.</param>
    /// <param name="member">The file inside the archive, or null for the archive itself.</param>
    /// <param name="offset">Where in that file, in bytes, if known.</param>
    /// <param name="inner">The cause, if another component reported it.</param>
    public ImageException(ImageErrorId errorId, string message, string? member = null, long? offset = null, Exception? inner = null)
        : base(VisibleText.Line(Compose(message, member, offset)), inner)
    {
        ErrorId = errorId;
        Reason = VisibleText.Line(message);
        Member = member is null ? null : VisibleText.Line(member);
        Offset = offset;
    }

    /// <summary>The stable name of the error.</summary>
    public ImageErrorId ErrorId { get; }

    /// <summary>Why, without where: the message without its place.</summary>
    public string Reason { get; }

    /// <summary>The file inside the archive that could not be read; null for the archive itself.</summary>
    public string? Member { get; }

    /// <summary>Offset in bytes inside <see cref="Member"/> (or inside the archive); null where there is none.</summary>
    public long? Offset { get; }

    /// <summary>Whether the archive is out of reach or another one by now, so that no part of it can be called damaged.</summary>
    internal bool IsAboutTheFile => ErrorId is ImageErrorId.ArchiveChanged or ImageErrorId.PathNotFound or ImageErrorId.AccessDenied;

    /// <summary>The same finding as a warning, for what is damaged but still shown.</summary>
    public ImageWarning ToWarning() => new(ErrorId, Message);

    /// <summary>Errors of which those for one reason are one, that tells how many there are.</summary>
    /// <param name="errors">All of them.</param>
    /// <param name="limit">How many are kept.</param>
    internal static List<ImageException> OneOfAKind(IReadOnlyList<ImageException> errors, int limit)
    {
        var kinds = new Dictionary<(ImageErrorId Id, string Reason), (ImageException First, int Count)>();
        foreach (ImageException error in errors)
        {
            (ImageException first, int count) = kinds.GetValueOrDefault((error.ErrorId, error.Reason), (error, 0));
            kinds[(error.ErrorId, error.Reason)] = (first, count + 1);
        }
        List<ImageException> kept = [.. kinds.Values.Take(limit).Select(kind => kind.Count == 1 ? kind.First
            : new ImageException(kind.First.ErrorId, $"{kind.First.Reason} (and {kind.Count - 1} more for the same reason)", kind.First.Member, kind.First.Offset, kind.First))];
        if (kinds.Count > limit)
            kept.Add(new ImageException(ImageErrorId.CountLimit, $"{kinds.Count - limit} further errors are not kept (limit Warnings)"));
        return kept;
    }

    private static string Compose(string message, string? member, long? offset)
    {
        string place = member is null ? "" : Shorten(member);
        if (offset is not null)
            place += place.Length == 0 ? $"at offset {offset}" : $", at offset {offset}";
        return place.Length == 0 ? $"{Shorten(message)}." : $"{place}: {Shorten(message)}.";
    }

    // Both may quote names from the archive, which may be as long as a book.
    private static string Shorten(string text) => text.Length <= LongestPart ? text : text[..LongestPart] + "…";
}
