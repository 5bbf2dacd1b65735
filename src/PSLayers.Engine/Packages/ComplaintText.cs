using System.Globalization;
using System.Runtime.CompilerServices;

namespace PSLayers.Packages;

/// <summary>Text of a complaint that is only put together where it is the first of its file: of a hostile one there may be millions.</summary>
[InterpolatedStringHandler]
internal ref struct ComplaintText
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins a text.</summary>
    /// <param name="literalLength">Characters that stand in the code.</param>
    /// <param name="formattedCount">Values between them.</param>
    /// <param name="file">The file.</param>
    /// <param name="isWanted">Whether the text is put together.</param>
    public ComplaintText(int literalLength, int formattedCount, PackageFile file, out bool isWanted)
    {
        isWanted = file.Complaint is null;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    /// <summary>Adds what stands in the code.</summary>
    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    /// <summary>Adds a value.</summary>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <summary>The text.</summary>
    public string ToStringAndClear() => _text.ToStringAndClear();
}
