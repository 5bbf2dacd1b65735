namespace PSLayers.Errors;

/// <summary>Something about an image that a careful reader should know; everything that could be read is still shown.</summary>
/// <param name="Code">The stable name of the finding.</param>
/// <param name="Message">One sentence: where, what was expected, what was found.</param>
public sealed record ImageWarning(ImageErrorId Code, string Message)
{
    /// <summary>One sentence: where, what was expected, what was found. What it quotes from the image is made visible.</summary>
    public string Message { get; } = VisibleText.Of(Message);

    /// <inheritdoc/>
    public override string ToString() => Message;
}
