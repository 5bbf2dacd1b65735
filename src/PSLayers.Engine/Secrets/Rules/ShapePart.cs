using System.Globalization;
using System.Text;

namespace PSLayers.Secrets.Rules;

/// <summary>A part of a shape: characters as they stand, or some of a set.</summary>
/// <param name="Literal">The characters; empty for some of a set.</param>
/// <param name="Class">The set; null for characters as they stand.</param>
/// <param name="Least">How many there are at least.</param>
/// <param name="Most">How many there are at most.</param>
internal sealed record ShapePart(byte[] Literal, ByteClass? Class, int Least, int Most)
{
    /// <summary>Reads the parts of a shape: text, and <c>{set:count}</c> or <c>{set:least,most}</c>.</summary>
    public static List<ShapePart> Read(string shape)
    {
        var parts = new List<ShapePart>();
        foreach (string piece in shape.Split('{'))
        {
            string text = piece;
            if (parts.Count > 0 || shape.StartsWith('{'))
            {
                int end = piece.IndexOf('}', StringComparison.Ordinal);
                if (end < 0)
                    continue;
                string[] words = piece[..end].Split(':', ',');
                int least = int.Parse(words[1], CultureInfo.InvariantCulture);
                parts.Add(new ShapePart([], ByteClass.Named(words[0]), least, words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : least));
                text = piece[(end + 1)..];
            }
            if (text.Length > 0)
                parts.Add(new ShapePart(Encoding.ASCII.GetBytes(text), null, text.Length, text.Length));
        }
        return parts;
    }
}
