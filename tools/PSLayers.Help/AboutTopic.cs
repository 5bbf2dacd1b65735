using System.Text;
using Markdig;
using Markdig.Syntax;

namespace PSLayers.Help;

/// <summary>Turns an <c>about_</c> page into the text that Get-Help shows as it stands.</summary>
internal static class AboutTopic
{
    private const int Width = 78;
    private const string Indent = "    ";

    /// <summary>
    /// The text. Get-Help takes its fifth line for the synopsis, so the short description must fit on one.
    /// </summary>
    public static string Render(string file, List<Problem> problems)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var document = Markdown.Parse(File.ReadAllText(file));
        var text = new StringBuilder();
        Heading(text, "Topic");
        Lines(text, name);

        if (document.Count < 2 || document[0] is not HeadingBlock { Level: 1 } title || document[1] is not ParagraphBlock synopsis)
        {
            problems.Add(new Problem(file, 1, "an about page starts with its name as the title and one line that says what it is about"));
            return "";
        }

        if (PlainText.Of(title) != name) problems.Add(new Problem(file, 1, $"the title is '{PlainText.Of(title)}', the file is named for '{name}'"));
        if (PlainText.Of(synopsis).Length > Width - Indent.Length)
            problems.Add(new Problem(file, synopsis.Line + 1, $"the short description is longer than a line of {Width - Indent.Length} characters"));

        Heading(text, "Short description");
        Lines(text, PlainText.Of(synopsis));
        foreach (var block in document.Skip(2)) Append(text, block);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Append(StringBuilder text, Block block)
    {
        switch (block)
        {
            case HeadingBlock heading: Heading(text, PlainText.Of(heading)); break;
            case CodeBlock code:
                foreach (var line in PlainText.Code(code).Split('\n')) text.Append(Indent).Append(Indent).Append(line.TrimEnd()).Append('\n');
                text.Append('\n');
                break;
            default: Lines(text, PlainText.Of(block)); break;
        }
    }

    private static void Heading(StringBuilder text, string title) => text.Append(title.ToUpperInvariant()).Append('\n');

    /// <summary>Paragraphs wrapped at the width; the later lines of a list's item stand under its text.</summary>
    private static void Lines(StringBuilder text, string paragraph)
    {
        foreach (var line in paragraph.Split('\n'))
        {
            var hang = line.StartsWith("- ", StringComparison.Ordinal) ? 2 : 0;
            var column = 0;
            foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (column > 0 && column + 1 + word.Length > Width)
                {
                    text.Append('\n');
                    column = 0;
                    text.Append(Indent).Append(' ', hang).Append(word);
                    column = Indent.Length + hang + word.Length;
                }
                else
                {
                    text.Append(column == 0 ? Indent : " ").Append(word);
                    column += (column == 0 ? Indent.Length : 1) + word.Length;
                }
            }

            text.Append('\n');
        }

        text.Append('\n');
    }
}
