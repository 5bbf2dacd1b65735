namespace PSLayers.Secrets.Rules;

/// <summary>What a token looks like: characters as they stand and runs of sets, one way to read each, so that nothing is tried twice.</summary>
internal sealed class Shape
{
    private readonly List<ShapePart> _before;
    private readonly List<ShapePart> _behind;
    private readonly List<ShapePart> _parts;

    /// <summary>Reads a shape.</summary>
    /// <param name="text">Its text, see <see cref="ShapePart.Read"/>.</param>
    public Shape(string text)
    {
        Text = text;
        _parts = ShapePart.Read(text);
        int anchor = 0;
        for (int i = 1; i < _parts.Count; i++)
        {
            if (_parts[i].Literal.Length > _parts[anchor].Literal.Length)
                anchor = i;
        }
        Literal = _parts[anchor].Literal;
        _before = _parts[..anchor];
        _behind = _parts[(anchor + 1)..];
    }

    /// <summary>The shape as the file of rules has it.</summary>
    public string Text { get; }

    /// <summary>The characters that are searched for: the longest that stand in it.</summary>
    public byte[] Literal { get; }

    /// <summary>The parts in order.</summary>
    public IReadOnlyList<ShapePart> Parts => _parts;

    /// <summary>What may stand right behind the characters that are searched for; null for nothing certain.</summary>
    public ByteClass? Next => _behind.Count > 0 ? _behind[0].Class : null;

    /// <summary>Looks whether a token is at a place.</summary>
    /// <param name="text">The text around.</param>
    /// <param name="at">Where the characters are that were searched for.</param>
    /// <param name="isBounded">Whether it must not go on before or behind.</param>
    /// <param name="start">Where the token begins.</param>
    /// <param name="length">How long it is.</param>
    public bool Matches(ReadOnlySpan<byte> text, int at, bool isBounded, out int start, out int length)
    {
        (start, length) = (at, 0);
        if (!text[at..].StartsWith(Literal))
            return false;
        for (int i = _before.Count - 1; i >= 0; i--)
        {
            ShapePart part = _before[i];
            int count = part.Class is { } set ? set.Trailing(text[..start], part.Most) : text[..start].EndsWith(part.Literal) ? part.Most : 0;
            if (count < part.Least)
                return false;
            start -= count;
        }
        int end = at + Literal.Length;
        foreach (ShapePart part in _behind)
        {
            int count = part.Class is { } set ? set.Leading(text[end..], part.Most) : text[end..].StartsWith(part.Literal) ? part.Most : 0;
            if (count < part.Least)
                return false;
            end += count;
        }
        length = end - start;
        return !isBounded || (BeginsAt(text, start, _parts[0].Class ?? ByteClass.Identifier) && !GoesOn(text, end));
    }

    /// <summary>Whether a token may begin at a place: what is before is no part of a name, or of an escape such as <c>\n</c>.</summary>
    /// <param name="text">The text around.</param>
    /// <param name="start">The place.</param>
    /// <param name="names">What names consist of.</param>
    public static bool BeginsAt(ReadOnlySpan<byte> text, int start, ByteClass names) =>
        start == 0 || !names.Has(text[start - 1]) || (start > 1 && text[start - 2] == '\\' && text[start - 1] is (byte)'n' or (byte)'r' or (byte)'t');

    private bool GoesOn(ReadOnlySpan<byte> text, int end) => end < text.Length && (_parts[^1].Class ?? ByteClass.Identifier).Has(text[end]);
}
