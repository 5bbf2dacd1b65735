using System.Text;
using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.TextDiff;

/// <summary>Names in the header lines of a difference as git writes them (git-diff, "core.quotePath" off): a name with a character that could end
/// the line or steer a terminal stands in quotes with escapes of C; patch reads both forms.</summary>
internal static class QuotedName
{
    /// <summary>The name as it is, or in quotes.</summary>
    public static string Of(string name)
    {
        if (!name.AsSpan().ContainsAny('"', '\\') && VisibleText.Of(name) == name)
            return name;
        var quoted = new StringBuilder("\"", name.Length + 16);
        for (int i = 0; i < name.Length; i++)
        {
            int length = char.IsSurrogatePair(name, i) ? 2 : 1;
            string character = name.Substring(i, length);
            i += length - 1;
            quoted.Append(character switch
            {
                "\"" or "\\" => "\\" + character,
                "\a" => "\\a",
                "\b" => "\\b",
                "\t" => "\\t",
                "\n" => "\\n",
                "\v" => "\\v",
                "\f" => "\\f",
                "\r" => "\\r",
                _ => VisibleText.Of(character) == character ? character : Octal(character),
            });
        }
        return quoted.Append('"').ToString();
    }

    private static string Octal(string character)
    {
        var octal = new StringBuilder();
        foreach (byte value in EntryName.Encode(character))
            octal.Append('\\').Append(Convert.ToString(value, 8).PadLeft(3, '0'));
        return octal.ToString();
    }
}
