using System.Text.RegularExpressions;

namespace PSLayers.Policy.Expressions;

/// <summary>A regular expression as Go reads it (RE2 syntax, Go's regexp/syntax), with .NET's engine that never goes back: it takes time linear
/// in the text, whatever the expression.</summary>
/// <remarks>.NET differs where characters beyond ASCII come in: \b takes letters and digits of all scripts for parts of words, (?i) knows some other pairs of
/// capital and small letters, and \p{…} knows general categories only, of the characters up to U+FFFF.</remarks>
internal sealed class GoPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex? _regex;
    private readonly Lazy<Regex?> _wide;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    public GoPattern(string text)
    {
        Text = text;
        _wide = new Lazy<Regex?>(() => Translate(isWide: true));
        _regex = Translate(isWide: false);
    }

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>Why it can find nothing: it is none of Go's, or one that cannot be used here; null where nothing is wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether it matches anywhere in a text; false where it cannot be used.</summary>
    public bool IsMatch(string text) => (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 ? _wide.Value : _regex)?.IsMatch(text) == true;

    private Regex? Translate(bool isWide)
    {
        try
        {
            return new Regex(GoSyntax.Translate(Text, isWide), Options);
        }
        catch (FormatException e)
        {
            Fault = e.Message;
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            Fault = "it is too large to be looked for";
        }
        return null;
    }
}
