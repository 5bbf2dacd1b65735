namespace PSLayers.Help;

/// <summary>Holds a page against its cmdlet: both must speak of the same parameters, and the page must be whole.</summary>
internal static class PageChecks
{
    private const int LeastExamples = 3;

    public static IEnumerable<Problem> Check(HelpPage page, CmdletFacts cmdlet)
    {
        if (page.Synopsis.Length == 0) yield return new(page.File, 1, "no synopsis");
        if (page.Description.Count == 0) yield return new(page.File, 0, "no description");
        if (page.Examples.Count < LeastExamples) yield return new(page.File, 0, $"{page.Examples.Count} examples; {LeastExamples} are the least");

        foreach (var parameter in cmdlet.Parameters)
        {
            // What the engine adds (WhatIf, Confirm) has its text from it too.
            if (CommonText.Of(parameter.Name) is not null) continue;
            if (!page.Parameters.TryGetValue(parameter.Name, out var text)) yield return new(page.File, 0, $"nothing about -{parameter.Name}");
            else if (text.Text.Count == 0) yield return new(page.File, text.Line, $"no text for -{parameter.Name}");
        }

        foreach (var (name, text) in page.Parameters)
            if (!cmdlet.Parameters.Any(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                yield return new(page.File, text.Line, $"{cmdlet.Name} has no parameter -{name}");
    }
}
