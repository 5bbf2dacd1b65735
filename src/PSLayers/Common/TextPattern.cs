using System.Management.Automation;

namespace PSLayers.Common;

/// <summary>Patterns that users write for names.</summary>
internal static class TextPattern
{
    /// <summary>Reads a pattern. One that PowerShell cannot read, such as <c>[a</c>, stands for itself.</summary>
    public static WildcardPattern Of(string text, WildcardOptions options)
    {
        WildcardPattern pattern = WildcardPattern.Get(text, options);
        try
        {
            // It is read at its first use.
            pattern.IsMatch("");
            return pattern;
        }
        catch (WildcardPatternException)
        {
            return WildcardPattern.Get(WildcardPattern.Escape(text), options);
        }
    }
}
