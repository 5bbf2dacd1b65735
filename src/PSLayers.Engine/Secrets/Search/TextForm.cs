namespace PSLayers.Secrets.Search;

/// <summary>How the characters of a text are written, as far as it matters to who searches for ASCII.</summary>
internal enum TextForm
{
    /// <summary>ASCII characters are single bytes.</summary>
    Bytes,

    /// <summary>UTF-16, the lower byte first.</summary>
    Utf16Little,

    /// <summary>UTF-16, the upper byte first.</summary>
    Utf16Big,
}

/// <summary>Tells UTF-16 from bytes, and makes bytes of it.</summary>
internal static class TextForms
{
    // Without a mark some characters have to agree.
    private const int Looked = 16;

    /// <summary>The form of a text by how it begins.</summary>
    public static TextForm Of(ReadOnlySpan<byte> start)
    {
        if (start is [0xFF, 0xFE, ..])
            return TextForm.Utf16Little;
        if (start is [0xFE, 0xFF, ..])
            return TextForm.Utf16Big;
        if (start.Length < Looked)
            return TextForm.Bytes;
        return IsText(start, 0) ? TextForm.Utf16Little : IsText(start, 1) ? TextForm.Utf16Big : TextForm.Bytes;
    }

    /// <summary>Makes bytes of characters; what is no ASCII becomes a byte that is part of no secret.</summary>
    /// <param name="text">The characters, whole ones.</param>
    /// <param name="bytes">Where they go: half as many bytes.</param>
    /// <param name="form">How they are written.</param>
    public static void Narrow(ReadOnlySpan<byte> text, Span<byte> bytes, TextForm form)
    {
        int low = form == TextForm.Utf16Little ? 0 : 1;
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = text[2 * i + 1 - low] == 0 ? text[2 * i + low] : (byte)0xFF;
    }

    private static bool IsText(ReadOnlySpan<byte> start, int low)
    {
        for (int i = 0; i < Looked; i += 2)
        {
            if (start[i + 1 - low] != 0 || start[i + low] is < 9 or > 126)
                return false;
        }
        return true;
    }
}
