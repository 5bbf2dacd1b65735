using PSLayers.Errors;

namespace PSLayers.Content;

/// <summary>Cuts a text into lines, or at another delimiter, as it is read. What ends a piece is not part of it.</summary>
/// <param name="reader">The text.</param>
/// <param name="delimiter">What ends a piece; null for lines, which end in LF, CR, or CR and LF.</param>
/// <param name="longest">How many characters a piece may have.</param>
internal sealed class TextPieces(TextReader reader, string? delimiter, int longest)
{
    private const int FirstSize = 16 << 10;

    private char[] _buffer = new char[FirstSize];
    private int _at;
    private int _filled;
    private bool _isAfterReturn;

    /// <summary>The next piece; null at the end. A text that ends in a delimiter has no empty piece behind it.</summary>
    /// <exception cref="ImageException">The piece is too long.</exception>
    public string? Next()
    {
        SkipLineFeed();
        int length = delimiter?.Length ?? 1;
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<char> rest = _buffer.AsSpan(_at + searched, _filled - _at - searched);
            int found = delimiter is null ? rest.IndexOfAny('\n', '\r') : rest.IndexOf(delimiter, StringComparison.Ordinal);
            if (found >= 0)
                return Take(searched + found, length);
            // A delimiter may stand across two fillings.
            searched = Math.Max(0, _filled - _at - length + 1);
            if (!Fill())
                return _at == _filled ? null : Take(_filled - _at, 0);
        }
    }

    /// <summary>The error of a piece that is too long.</summary>
    public static ImageException TooLong(long longest) =>
        new(ImageErrorId.ContentTooLarge, $"a line of more than {longest} characters (limit LineLength); it is better read as bytes, or copied out");

    // A line feed behind a carriage return belongs to it; it is looked for only now, for it may not have been read by then.
    private void SkipLineFeed()
    {
        if (_isAfterReturn && (_at < _filled || Fill()) && _buffer[_at] == '\n')
            _at++;
        _isAfterReturn = false;
    }

    private string Take(int length, int behind)
    {
        string piece = new(_buffer, _at, length);
        _isAfterReturn = delimiter is null && behind > 0 && _buffer[_at + length] == '\r';
        _at += length + behind;
        return piece;
    }

    private bool Fill()
    {
        if (_at > 0)
        {
            _buffer.AsSpan(_at, _filled - _at).CopyTo(_buffer);
            (_at, _filled) = (0, _filled - _at);
        }
        if (_filled == _buffer.Length)
        {
            if (_filled > longest)
                throw TooLong(longest);
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        int read = reader.Read(_buffer, _filled, _buffer.Length - _filled);
        _filled += read;
        return read > 0;
    }
}
