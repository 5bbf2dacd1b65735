using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace PSLayers.Common;

/// <summary>Takes encodings as PowerShell 7 names them, by the names and numbers of code pages, or as objects.</summary>
internal sealed class TextEncodingAttribute : ArgumentTransformationAttribute
{
    /// <summary>PowerShell's own names.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["ascii", "ansi", "bigendianunicode", "bigendianutf32", "latin1", "oem", "unicode", "utf8", "utf8BOM", "utf8NoBOM", "utf32"];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        try
        {
            return value switch
            {
                Encoding encoding => encoding,
                int codePage => OfCodePage(codePage),
                string name => OfName(name),
                _ => inputData,
            };
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new ArgumentTransformationMetadataException($"{value} is no encoding: use {string.Join(", ", Names)}, or the name or number of a code page.", e);
        }
    }

    private static Encoding OfName(string name) => name.ToUpperInvariant() switch
    {
        "ASCII" => Encoding.ASCII,
        "ANSI" => OfCodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
        "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "LATIN1" => Encoding.Latin1,
        "OEM" => OfCodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
        "UNICODE" => Encoding.Unicode,
        "UTF8" or "UTF8BOM" or "UTF8NOBOM" => Encoding.UTF8,
        "UTF32" => Encoding.UTF32,
        _ when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) => OfCodePage(codePage),
        _ => CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name),
    };

    // Without a culture .NET has no code page to tell; the default there is UTF-8.
    private static Encoding OfCodePage(int codePage) => codePage is 0 or 1
        ? Encoding.UTF8
        : CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
}
