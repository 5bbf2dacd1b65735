using System.Text.RegularExpressions;

namespace PSLayers.Policy.Expressions;

/// <summary>A regular expression as Go reads it (RE2 syntax, Go's regexp/syntax), and found in time linear in the text, as there. .NET's engine that
/// never goes back needs milliseconds to make itself ready; so its common one tries first, and gives up soon where it takes long.</summary>
/// <remarks>.NET differs where characters beyond ASCII come in: \b takes letters and digits of all scripts for parts of words, (?i) knows some other pairs of
/// capital and small letters, and \p{…} knows general categories only, of the characters up to U+FFFF.</remarks>
internal sealed class GoPattern
{
    // In a longer text the common engine can pile up memory before it gives up, and the other is ready in less time than one pass takes.
    private const int LongText = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    private readonly Lazy<Finder> _narrow;
    private readonly Lazy<Finder> _wide;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    public GoPattern(string text)
    {
        Text = text;
        try
        {
            string narrow = GoSyntax.Translate(text, isWide: false);
            _narrow = new Lazy<Finder>(() => new Finder(narrow));
        }
        catch (FormatException e)
        {
            Fault = e.Message;
            _narrow = new Lazy<Finder>();
        }
        _wide = new Lazy<Finder>(() => new Finder(GoSyntax.Translate(text, isWide: true)));
    }

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>Why it can find nothing: it is none of Go's, or one that cannot be used here; null where nothing is wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether it matches anywhere in a text; false where it cannot be used.</summary>
    public bool IsMatch(string text)
    {
        if (Fault is not null)
            return false;
        try
        {
            return (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 ? _wide : _narrow).Value.IsMatch(text);
        }
        catch (NotSupportedException)
        {
            Fault = "it is too large to be looked for";
            return false;
        }
    }

    private sealed class Finder(string pattern)
    {
        private readonly Regex _quick = new(pattern, RegexOptions.CultureInvariant, Patience);
        private Regex? _linear;

        public bool IsMatch(string text)
        {
            try
            {
                if (_linear is null && text.Length <= LongText)
                    return _quick.IsMatch(text);
            }
            catch (RegexMatchTimeoutException)
            {
                // It took too long.
            }
            _linear ??= new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return _linear.IsMatch(text);
        }
    }
}
