namespace PSLayers.Errors;

/// <summary>Something about an image that a careful reader should know; everything that could be read is still shown.</summary>
/// <param name="Code">The stable name of the finding.</param>
/// <param name="Message">One sentence: where, what was expected, what was found.</param>
public sealed record ImageWarning(ImageErrorId Code, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
