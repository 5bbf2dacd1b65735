using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PSLayers.Help;

/// <summary>Turns Markdown blocks into the plain text that Get-Help prints.</summary>
internal static class PlainText
{
    /// <summary>One string a paragraph or list; code keeps its lines.</summary>
    public static List<string> Paragraphs(IEnumerable<Block> blocks) => [.. blocks.Select(Of).Where(text => text.Length > 0)];

    /// <summary>The text of one block.</summary>
    public static string Of(Block block) => block switch
    {
        CodeBlock code => Code(code),
        LeafBlock leaf => Of(leaf.Inline),
        ListBlock list => List(list),
        ContainerBlock container => string.Join('\n', container.Select(Of)),
        _ => "",
    };

    /// <summary>The lines of a code block, without its fence.</summary>
    public static string Code(CodeBlock code) => code.Lines.ToString().TrimEnd();

    /// <summary>Inline text without its marks. A link keeps its address, in brackets, unless it leads to another page.</summary>
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        for (var inline = inlines?.FirstChild; inline is not null; inline = inline.NextSibling) Append(text, inline);
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
            case CodeInline code: text.Append(code.Content); break;
            case AutolinkInline address: text.Append(address.Url); break;
            case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
            case LineBreakInline line: text.Append(line.IsHard ? '\n' : ' '); break;
            case LinkInline link:
                text.Append(Of((ContainerInline)link));
                if (link.Url is { } url && url.Contains("://", StringComparison.Ordinal)) text.Append(" (").Append(url).Append(')');
                break;
            case ContainerInline container:
                foreach (var child in container) Append(text, child);
                break;
        }
    }

    private static string List(ListBlock list)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        return string.Join('\n', list.Select(item => (list.IsOrdered ? $"{number++}. " : "- ") + Of(item)));
    }
}
