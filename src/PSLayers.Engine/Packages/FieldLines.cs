using System.Text;

namespace PSLayers.Packages;

/// <summary>Text of blocks with a field a line, <c>Name: value</c>, as databases of packages have: a blank line ends a block, and a line that
/// begins with a blank goes on with the field before.</summary>
/// <param name="file">The file that has the text, or in which it is.</param>
/// <param name="text">The text.</param>
internal ref struct FieldLines(PackageFile file, ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The fields of a whole file.</summary>
    public FieldLines(PackageFile file)
        : this(file, file.Content.Span)
    {
    }

    /// <summary>Name of the field; empty at the end of a block.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The field's first line, without blanks around it.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes on to the next field, or to the end of a block.</summary>
    /// <returns>Whether there was any; the end of the text is the end of a block as well, and comes once.</returns>
    public bool Next()
    {
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = Line(ref _rest);
            if (line.IsEmpty)
            {
                Name = Value = default;
                return true;
            }
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[0] is (byte)' ' or (byte)'\t')
                continue;
            Name = line[..colon];
            Value = line[(colon + 1)..].Trim(" \t"u8);
            return true;
        }
        bool isFirst = !Name.IsEmpty;
        Name = Value = default;
        return isFirst;
    }

    /// <summary>Whether the field has a certain name, in any case.</summary>
    public readonly bool Is(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    /// <summary>The value as text that is safe to show; null where it is empty, or too long.</summary>
    public readonly string? Text => file.Text(Value);

    /// <summary>Takes the first line off a text, without its end.</summary>
    public static ReadOnlySpan<byte> Line(scoped ref ReadOnlySpan<byte> rest)
    {
        int end = rest.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line.TrimEnd((byte)'\r');
    }
}
