using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PSLayers.TextDiff;

/// <summary>A line of a file's content as text, exactly: it is what the user asked for, and a patch to apply. A byte that is not UTF-8 becomes the
/// lone surrogate U+DC00 + byte, so that different lines stay different.</summary>
internal static class LineText
{
    private const int FirstEscape = 0xDC00;

    /// <summary>The line as text.</summary>
    public static string Of(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
            return Encoding.UTF8.GetString(line);
        var text = new StringBuilder(line.Length);
        while (!line.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(line, out Rune rune, out int length) == OperationStatus.Done)
                text.Append(rune.ToString());
            else
            {
                foreach (byte value in line[..length])
                    text.Append((char)(FirstEscape + value));
            }
            line = line[length..];
        }
        return text.ToString();
    }
}
