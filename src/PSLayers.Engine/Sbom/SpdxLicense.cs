using System.Text;

namespace PSLayers.Sbom;

/// <summary>What a package says of its licence: an identifier of the SPDX License List, an expression of them, or a text of its own (SPDX 2.3, annex D).</summary>
/// <param name="Text">Identifier and expression as the list writes them; a text of its own as it stands.</param>
/// <param name="Kind">Which of them it is.</param>
internal readonly record struct SpdxLicense(string Text, SpdxLicenseKind Kind)
{
    private static readonly Lazy<(HashSet<string> Licenses, HashSet<string> Exceptions)> Lists = new(Load);

    /// <summary>Finds out which of them a text is. References to licences that a document would have to define are texts.</summary>
    public static SpdxLicense Of(string text)
    {
        if (Lists.Value.Licenses.TryGetValue(text, out string? id))
            return new SpdxLicense(id, SpdxLicenseKind.Identifier);
        return Expression(text) is { } expression ? new SpdxLicense(expression, SpdxLicenseKind.Expression) : new SpdxLicense(text, SpdxLicenseKind.Name);
    }

    // Identifiers count in any case, operators in capitals only.
    private static string? Expression(string text)
    {
        var expression = new StringBuilder(text.Length);
        var expected = Part.License;
        int depth = 0;
        foreach (string token in Tokens(text))
        {
            switch (token)
            {
                case "(" when expected == Part.License:
                    depth++;
                    expression.Append('(');
                    break;
                case ")" when expected != Part.License && expected != Part.Exception && depth > 0:
                    depth--;
                    expression.Append(')');
                    expected = Part.Operator;
                    break;
                case "AND" or "OR" when expected is Part.Operator or Part.OperatorOrWith:
                    expression.Append(' ').Append(token).Append(' ');
                    expected = Part.License;
                    break;
                case "WITH" when expected == Part.OperatorOrWith:
                    expression.Append(" WITH ");
                    expected = Part.Exception;
                    break;
                default:
                    if (Identifier(token, expected) is not { } id)
                        return null;
                    expression.Append(id);
                    expected = expected == Part.License ? Part.OperatorOrWith : Part.Operator;
                    break;
            }
        }
        return depth == 0 && expected is Part.Operator or Part.OperatorOrWith ? expression.ToString() : null;
    }

    private static string? Identifier(string token, Part expected)
    {
        if (expected == Part.Exception)
            return Lists.Value.Exceptions.TryGetValue(token, out string? exception) ? exception : null;
        if (expected != Part.License)
            return null;
        if (Lists.Value.Licenses.TryGetValue(token, out string? id))
            return id;
        return token.EndsWith('+') && Lists.Value.Licenses.TryGetValue(token[..^1], out id) ? id + "+" : null;
    }

    private static IEnumerable<string> Tokens(string text)
    {
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isEnd = i == text.Length || text[i] is ' ' or '(' or ')';
            if (!isEnd)
                continue;
            if (i > start)
                yield return text[start..i];
            if (i < text.Length && text[i] != ' ')
                yield return text[i].ToString();
            start = i + 1;
        }
    }

    private static (HashSet<string>, HashSet<string>) Load()
    {
        var licenses = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var exceptions = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using var reader = new StreamReader(typeof(SpdxLicense).Assembly.GetManifestResourceStream("PSLayers.Sbom.spdx-licenses.txt")!);
        HashSet<string> list = licenses;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
                list = exceptions;
            else if (line[0] != '#')
                list.Add(line);
        }
        return (licenses, exceptions);
    }

    private enum Part
    {
        License,
        Operator,
        OperatorOrWith,
        Exception,
    }
}

/// <summary>What kind of statement about a licence it is.</summary>
internal enum SpdxLicenseKind
{
    /// <summary>An identifier of the list.</summary>
    Identifier,

    /// <summary>Several, or one with a mark or an exception.</summary>
    Expression,

    /// <summary>Anything else.</summary>
    Name,
}
