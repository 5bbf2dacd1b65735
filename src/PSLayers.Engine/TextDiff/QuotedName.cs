using System.Buffers;
using System.Text;
using PSLayers.Text;

namespace PSLayers.TextDiff;

/// <summary>Names in the header lines of a difference as git writes them (git-diff, "core.quotePath" off): a name with a character that could end
/// the line or steer a terminal stands in quotes with escapes of C; patch reads both forms.</summary>
internal static class QuotedName
{
    /// <summary>The name of a file as it is in the image, or in quotes.</summary>
    /// <param name="name">The name as <see cref="EntryName"/> shows it.</param>
    public static string Of(string name)
    {
        ReadOnlySpan<byte> rest = EntryName.Encode(name);
        var quoted = new StringBuilder("\"", rest.Length + 16);
        bool needsQuotes = false;
        while (!rest.IsEmpty)
        {
            bool isSafe = Rune.DecodeFromUtf8(rest, out Rune rune, out int length) == OperationStatus.Done && !VisibleText.IsUnsafe(rune) && rune.Value is not ('"' or '\\');
            needsQuotes |= !isSafe;
            if (isSafe)
                quoted.Append(rune.ToString());
            else
                Escape(quoted, rest[..length]);
            rest = rest[length..];
        }
        return needsQuotes ? quoted.Append('"').ToString() : quoted.ToString(1, quoted.Length - 1);
    }

    private static void Escape(StringBuilder quoted, ReadOnlySpan<byte> character)
    {
        foreach (byte value in character)
        {
            quoted.Append('\\').Append(value switch
            {
                (byte)'"' or (byte)'\\' => ((char)value).ToString(),
                (byte)'\a' => "a",
                (byte)'\b' => "b",
                (byte)'\t' => "t",
                (byte)'\n' => "n",
                (byte)'\v' => "v",
                (byte)'\f' => "f",
                (byte)'\r' => "r",
                _ => Convert.ToString(value, 8).PadLeft(3, '0'),
            });
        }
    }
}
