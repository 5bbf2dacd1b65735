namespace PSLayers.Help;

/// <summary>One thing that is wrong with the pages. It prints in the form in which MSBuild recognises an error.</summary>
/// <param name="File">The page.</param>
/// <param name="Line">Line in the page, from 1; 0 when no line is to blame.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Problem(string File, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{File}{(Line > 0 ? $"({Line})" : "")}: error HELP: {Message}";
}
