using System.Globalization;
using System.Runtime.InteropServices;
using System.Xml;

namespace PSLayers.Policy.Reports;

/// <summary>NUnit's XML of version 2.5, with the elements that Pester writes: a fixture for each policy of each image.</summary>
internal static class NUnitReport
{
    /// <summary>Writes results.</summary>
    public static void Write(IReadOnlyList<ImagePolicyResult> results, DateTimeOffset now, Stream output)
    {
        using XmlWriter xml = ReportXml.Open(output);
        xml.WriteStartElement("test-results");
        xml.Attribute("name", "PSLayers");
        xml.Attribute("total", results.Count);
        xml.Attribute("errors", 0);
        xml.Attribute("failures", results.Count(result => result.Result == PolicyVerdict.Failed));
        xml.Attribute("not-run", 0);
        xml.Attribute("inconclusive", 0);
        xml.Attribute("ignored", 0);
        xml.Attribute("skipped", results.Count(result => result.Result == PolicyVerdict.Skipped));
        xml.Attribute("invalid", 0);
        xml.Attribute("date", now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.Attribute("time", now.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        Surroundings(xml);
        Suite(xml, "PSLayers", results, () =>
        {
            foreach (IGrouping<(string Image, string Policy), ImagePolicyResult> suite in ReportXml.Suites(results))
            {
                Suite(xml, $"{suite.Key.Policy}: {suite.Key.Image}", [.. suite], () =>
                {
                    foreach (ImagePolicyResult result in suite)
                        Case(xml, result);
                });
            }
        });
        xml.WriteEndElement();
    }

    // Some readers want them; they say nothing of the machine.
    private static void Surroundings(XmlWriter xml)
    {
        xml.WriteStartElement("environment");
        xml.Attribute("nunit-version", "2.5.8.0");
        xml.Attribute("clr-version", Environment.Version.ToString());
        xml.Attribute("os-version", Environment.OSVersion.Version.ToString());
        xml.Attribute("platform", RuntimeInformation.RuntimeIdentifier);
        foreach (string name in new[] { "cwd", "machine-name", "user", "user-domain" })
            xml.Attribute(name, "");
        xml.WriteEndElement();
        xml.WriteStartElement("culture-info");
        xml.Attribute("current-culture", CultureInfo.CurrentCulture.Name);
        xml.Attribute("current-uiculture", CultureInfo.CurrentUICulture.Name);
        xml.WriteEndElement();
    }

    private static void Suite(XmlWriter xml, string name, IReadOnlyList<ImagePolicyResult> results, Action content)
    {
        bool isFailure = results.Any(result => result.Result == PolicyVerdict.Failed);
        xml.WriteStartElement("test-suite");
        xml.Attribute("type", "TestFixture");
        xml.Attribute("name", name);
        xml.Attribute("executed", "True");
        xml.Attribute("result", isFailure ? "Failure" : "Success");
        xml.Attribute("success", isFailure ? "False" : "True");
        xml.Attribute("time", "0");
        xml.Attribute("asserts", "0");
        xml.WriteStartElement("results");
        content();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Case(XmlWriter xml, ImagePolicyResult result)
    {
        xml.WriteStartElement("test-case");
        xml.Attribute("description", result.Test);
        xml.Attribute("name", $"{result.Policy}.{result.Kind}.{result.Test}");
        xml.Attribute("time", "0");
        xml.Attribute("asserts", "0");
        xml.Attribute("success", result.Result == PolicyVerdict.Passed ? "True" : "False");
        xml.Attribute("result", result.Result switch { PolicyVerdict.Passed => "Success", PolicyVerdict.Failed => "Failure", _ => "Ignored" });
        xml.Attribute("executed", result.Result == PolicyVerdict.Skipped ? "False" : "True");
        if (result.Result != PolicyVerdict.Passed)
        {
            bool isFailure = result.Result == PolicyVerdict.Failed;
            xml.WriteStartElement(isFailure ? "failure" : "reason");
            xml.WriteElementString("message", ReportXml.Allowed(result.Message));
            if (isFailure)
                xml.WriteElementString("stack-trace", ReportXml.Allowed(result.PolicyLine is { } line ? $"at {result.PolicyUri}: line {line}" : $"at {result.PolicyUri}"));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
