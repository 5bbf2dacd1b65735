using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PSLayers.Help;

/// <summary>
/// Reads a page: <c># Name</c> and a paragraph, then the sections Description, Parameters, Examples, Inputs, Outputs, Notes and Links,
/// with a heading of the third level for each parameter and example.
/// </summary>
internal sealed partial class PageReader(string file, List<Problem> problems)
{
    /// <summary>Reads the page; what cannot be understood is added to the problems and left out.</summary>
    public HelpPage Read()
    {
        var page = new HelpPage(file, Path.GetFileNameWithoutExtension(file));
        foreach (var section in Sections(Markdown.Parse(File.ReadAllText(file)))) Take(page, section);
        return page;
    }

    private sealed record Section(int Level, int Line, string Title)
    {
        public List<Block> Body { get; } = [];

        public List<Section> Items { get; } = [];
    }

    private static List<Section> Sections(MarkdownDocument document)
    {
        var sections = new List<Section>();
        Section? open = null;
        foreach (var block in document)
        {
            if (block is HeadingBlock heading)
            {
                open = new Section(heading.Level, heading.Line + 1, PlainText.Of(heading));
                if (heading.Level > 2 && sections.Count > 0) sections[^1].Items.Add(open);
                else sections.Add(open);
            }
            else
            {
                if (open is null) sections.Add(open = new Section(0, block.Line + 1, ""));
                open.Body.Add(block);
            }
        }

        return sections;
    }

    private void Take(HelpPage page, Section section)
    {
        switch (section.Level, section.Title)
        {
            case (1, _): TakeTitle(page, section); break;
            case (2, "Description"): page.Description = PlainText.Paragraphs(section.Body); break;
            case (2, "Parameters"): section.Items.ForEach(item => TakeParameter(page, item)); break;
            case (2, "Examples"): section.Items.ForEach(item => TakeExample(page, item)); break;
            case (2, "Inputs"): page.Inputs = Types(section); break;
            case (2, "Outputs"): page.Outputs = Types(section); break;
            case (2, "Notes"): page.Notes = PlainText.Paragraphs(section.Body); break;
            case (2, "Links"): page.Links = [.. Items(section).Select(ToLink)]; break;
            default: Report(section.Line, $"'{section.Title}' is no section of a help page"); break;
        }
    }

    private void TakeTitle(HelpPage page, Section section)
    {
        if (section.Title != page.Name) Report(section.Line, $"the title is '{section.Title}', the file is named for '{page.Name}'");
        var paragraphs = PlainText.Paragraphs(section.Body);
        if (paragraphs.Count > 1) Report(section.Line, "the synopsis is one paragraph; the rest belongs under Description");
        page.Synopsis = paragraphs.FirstOrDefault() ?? "";
    }

    private void TakeParameter(HelpPage page, Section item)
    {
        var text = PlainText.Paragraphs(item.Body);
        string? value = null;
        if (text.Count > 0 && DefaultValue().Match(text[^1]) is { Success: true } match)
        {
            value = match.Groups[1].Value;
            text[^1] = text[^1][..match.Index].TrimEnd();
        }

        if (!item.Title.StartsWith('-')) Report(item.Line, $"'{item.Title}' is no parameter: its name starts with a hyphen");
        else if (!page.Parameters.TryAdd(item.Title[1..], new ParameterText(item.Line, text, value))) Report(item.Line, $"{item.Title} stands here twice");
    }

    private void TakeExample(HelpPage page, Section item)
    {
        var code = item.Body.OfType<CodeBlock>().ToList();
        if (code.Count is 0 or > 2) Report(item.Line, "an example has one block of code, and at most one of output");
        if (code.Count == 0) return;
        var remarks = PlainText.Paragraphs(item.Body.Where(block => block is not CodeBlock));
        page.Examples.Add(new Example(item.Title, PlainText.Code(code[0]), code.Count > 1 ? PlainText.Code(code[1]) : "", remarks));
    }

    private IEnumerable<ContainerInline> Items(Section section)
    {
        foreach (var block in section.Body)
        {
            if (block is not ListBlock list)
            {
                Report(block.Line + 1, $"{section.Title} is a list");
                continue;
            }

            foreach (var item in list.OfType<ListItemBlock>())
                if (item.LastChild is LeafBlock { Inline: { } inline }) yield return inline;
        }
    }

    /// <summary>An item is <c>`Type`: text</c>, or the type alone, or a word such as None.</summary>
    private List<TypeText> Types(Section section) => [.. Items(section).Select(item =>
    {
        var name = item.FirstChild is CodeInline code ? code.Content : PlainText.Of(item);
        return new TypeText(name, PlainText.Of(item)[name.Length..].TrimStart(':', ' '));
    })];

    private static Link ToLink(ContainerInline item) =>
        item.FirstChild is LinkInline { Url: { } url } link && url.Contains("://", StringComparison.Ordinal)
            ? new Link(PlainText.Of((ContainerInline)link), url)
            : new Link(PlainText.Of(item), "");

    private void Report(int line, string message) => problems.Add(new Problem(file, line, message));

    [GeneratedRegex(@"\(default: (.+)\)\s*$")]
    private static partial Regex DefaultValue();
}
