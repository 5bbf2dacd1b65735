using System.Text;
using System.Text.Unicode;

namespace PSLayers.Policy.Expressions;

/// <summary>What Go's standard library does with texts.</summary>
internal static class GoText
{
    private const string SpecialVariables = "*#$@!?-0123456789";

    /// <summary>Bytes as an expression of Go sees them: UTF-8, and U+FFFD for each byte that is none.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
            return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            bool isCharacter = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done;
            if (isCharacter)
                text.Append(rune.ToString());
            else
                text.Append('\uFFFD', length);
            bytes = bytes[length..];
        }
        return text.ToString();
    }

    /// <summary>Puts the values of variables into a text, as os.Expand does: <c>$NAME</c> and <c>${NAME}</c>; one that is not set becomes nothing.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables.</param>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables)
    {
        var result = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at]);
                continue;
            }
            (string name, int length) = Variable(text.AsSpan(at + 1));
            if (name.Length > 0)
                result.Append(variables.GetValueOrDefault(name));
            else if (length == 0)
                result.Append('$');
            at += length;
        }
        return result.ToString();
    }

    // Name of the variable and how many characters behind the dollar it takes; those of broken braces are lost.
    private static (string Name, int Length) Variable(ReadOnlySpan<char> text)
    {
        if (text[0] == '{')
        {
            if (text.Length > 2 && SpecialVariables.Contains(text[1], StringComparison.Ordinal) && text[2] == '}')
                return (text[1].ToString(), 3);
            int end = text.IndexOf('}');
            return end < 0 ? ("", 1) : (text[1..end].ToString(), end + 1);
        }
        if (SpecialVariables.Contains(text[0], StringComparison.Ordinal))
            return (text[0].ToString(), 1);
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
            length++;
        return (text[..length].ToString(), length);
    }
}
