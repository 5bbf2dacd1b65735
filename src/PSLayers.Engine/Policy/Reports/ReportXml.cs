using System.Globalization;
using System.Text;
using System.Xml;

namespace PSLayers.Policy.Reports;

/// <summary>What the reports in XML share.</summary>
internal static class ReportXml
{
    /// <summary>Begins a report in UTF-8.</summary>
    public static XmlWriter Open(Stream output) =>
        XmlWriter.Create(output, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), CloseOutput = false });

    /// <summary>Writes an attribute; a character that XML cannot have is replaced.</summary>
    public static void Attribute(this XmlWriter xml, string name, string? value) => xml.WriteAttributeString(name, Allowed(value ?? ""));

    /// <summary>Writes an attribute with a number.</summary>
    public static void Attribute(this XmlWriter xml, string name, int value) => xml.WriteAttributeString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Replaces what XML cannot have.</summary>
    public static string Allowed(string text)
    {
        var allowed = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
            allowed.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "\uFFFD" : rune.ToString());
        return allowed.ToString();
    }

    /// <summary>The results of each policy of each image, in their order.</summary>
    public static IEnumerable<IGrouping<(string Image, string Policy), ImagePolicyResult>> Suites(IEnumerable<ImagePolicyResult> results) =>
        results.GroupBy(result => ($"{result.ImageName} ({Path.GetFileName(result.ImagePath)})", result.Policy));
}
