using System.Text.Unicode;
using PSLayers.Compression;

namespace PSLayers.Sources;

/// <summary>Finds out whether an archive was damaged by being handled as text. Its headers may be whole then, so that it looks cut or broken
/// somewhere in its midst.</summary>
internal static class TextDamage
{
    private const int Sample = 1 << 20;
    private const int FewestLines = 2;

    private const string SaveAgain = "it has to be saved or sent again, as it is: 'docker save -o FILE IMAGE' writes the file itself";

    /// <summary>What happened to a damaged file, as a sentence; null where it was not this.</summary>
    public static string? Of(Blob file)
    {
        ReadOnlySpan<byte> bytes = file.ReadStored((int)Math.Min(Sample, file.Length));
        // U+FFFD in UTF-8, and nothing that is no UTF-8: what PowerShell before 7.4 made of bytes that are no text.
        if (bytes.IndexOf("\uFFFD"u8) >= 0 && IsText(bytes))
            return $"it was made text of, and bytes that are no text were replaced, as by > in PowerShell; {SaveAgain}";
        int lines = bytes.Count((byte)'\n');
        return lines >= FewestLines && lines == bytes.Count("\r\n"u8)
            ? $"each of its line feeds has a carriage return in front (CR LF), as a transfer in text mode puts there, or > in PowerShell; {SaveAgain}"
            : null;
    }

    // The sample may end within a character.
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        for (int cut = 0; cut < 4 && cut < bytes.Length; cut++)
        {
            if (Utf8.IsValid(bytes[..^cut]))
                return true;
        }
        return false;
    }
}
