using System.Globalization;
using System.Xml;

namespace PSLayers.Policy.Reports;

/// <summary>JUnit's XML as Jenkins' plugin describes it: a suite for each policy of each image.</summary>
internal static class JUnitReport
{
    /// <summary>Writes results.</summary>
    public static void Write(IReadOnlyList<ImagePolicyResult> results, DateTimeOffset now, Stream output)
    {
        using XmlWriter xml = ReportXml.Open(output);
        xml.WriteStartElement("testsuites");
        xml.Attribute("name", "PSLayers");
        Counts(xml, results);
        foreach (IGrouping<(string Image, string Policy), ImagePolicyResult> suite in ReportXml.Suites(results))
        {
            xml.WriteStartElement("testsuite");
            xml.Attribute("name", $"{suite.Key.Policy}: {suite.Key.Image}");
            Counts(xml, [.. suite]);
            xml.Attribute("timestamp", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
            foreach (ImagePolicyResult result in suite)
                Case(xml, result);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void Counts(XmlWriter xml, IReadOnlyList<ImagePolicyResult> results)
    {
        xml.Attribute("tests", results.Count);
        xml.Attribute("failures", results.Count(result => result.Result == PolicyVerdict.Failed));
        xml.Attribute("errors", 0);
        xml.Attribute("skipped", results.Count(result => result.Result == PolicyVerdict.Skipped));
        xml.Attribute("time", "0");
    }

    private static void Case(XmlWriter xml, ImagePolicyResult result)
    {
        xml.WriteStartElement("testcase");
        xml.Attribute("classname", $"{result.Policy}.{result.Kind}");
        xml.Attribute("name", result.Test);
        xml.Attribute("time", "0");
        xml.Attribute("file", result.PolicyUri);
        if (result.PolicyLine is { } line)
            xml.Attribute("line", line);
        if (result.Result != PolicyVerdict.Passed)
        {
            bool isFailure = result.Result == PolicyVerdict.Failed;
            xml.WriteStartElement(isFailure ? "failure" : "skipped");
            xml.Attribute("message", result.Message);
            if (isFailure)
                xml.WriteString(ReportXml.Allowed(result.Message));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
