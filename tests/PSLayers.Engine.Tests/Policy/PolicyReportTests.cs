using System.Text.Json.Nodes;
using System.Xml.Linq;
using PSLayers.Policy;
using PSLayers.Policy.Reports;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>Reports are as those who read them expect.</summary>
public sealed class PolicyReportTests
{
    private static readonly ImagePolicyResult[] Results =
    [
        new() { Policy = "a.yaml", PolicyUri = "ci/a b.yaml", PolicyLine = 3, Test = "one", Kind = "FileExistence", Result = PolicyVerdict.Passed, ImageName = "app:1", ImagePath = "/x/app.tar" },
        new()
        {
            Policy = "a.yaml", PolicyUri = "ci/a b.yaml", Test = "two <&>\uFFFF", Kind = "Metadata", Result = PolicyVerdict.Failed, Message = "expected \"a\" but it was 'b'",
            InnerPath = "/etc/x", LayerIndex = 2, ImageName = "app:1", ImagePath = "/x/app.tar",
        },
        new() { Policy = "b.yaml", PolicyUri = "b.yaml", Test = "three", Kind = "Command", Result = PolicyVerdict.Skipped, Message = "why", ImageName = "app:1", ImagePath = "/x/app.tar" },
    ];

    [Fact]
    public void Junit_has_a_suite_a_policy_with_counts_and_messages()
    {
        XElement root = Xml(PolicyReportFormat.JUnitXml);

        Assert.Equal("3 1 1", $"{root.Attribute("tests")!.Value} {root.Attribute("failures")!.Value} {root.Attribute("skipped")!.Value}");
        Assert.Equal(["a.yaml: app:1 (app.tar)", "b.yaml: app:1 (app.tar)"], root.Elements("testsuite").Select(suite => suite.Attribute("name")!.Value));
        XElement[] cases = [.. root.Descendants("testcase")];
        Assert.Equal(("a.yaml.FileExistence", "one", "ci/a b.yaml", "3"), (Value(cases[0], "classname"), Value(cases[0], "name"), Value(cases[0], "file"), Value(cases[0], "line")));
        Assert.Empty(cases[0].Elements());
        Assert.Equal("two <&>\uFFFD", Value(cases[1], "name"));
        Assert.Equal("expected \"a\" but it was 'b'", cases[1].Element("failure")!.Value);
        Assert.Equal("why", Value(cases[2].Element("skipped")!, "message"));
    }

    [Fact]
    public void Nunit_has_what_pester_writes()
    {
        XElement root = Xml(PolicyReportFormat.NUnitXml);

        Assert.Equal("test-results", root.Name);
        Assert.Equal("3 1 1 2024-01-02 03:04:05", string.Join(' ', new[] { "total", "failures", "skipped", "date", "time" }.Select(name => Value(root, name))));
        Assert.Equal(["environment", "culture-info", "test-suite"], root.Elements().Select(element => element.Name.LocalName));
        Assert.Equal(["Failure", "Failure", "Success"], root.Descendants("test-suite").Select(suite => Value(suite, "result")));
        Assert.Equal(["Success True True", "Failure False True", "Ignored False False"],
            root.Descendants("test-case").Select(test => $"{Value(test, "result")} {Value(test, "success")} {Value(test, "executed")}"));
        Assert.Equal("expected \"a\" but it was 'b'", root.Descendants("failure").Single().Element("message")!.Value);
        Assert.Equal("why", root.Descendants("reason").Single().Element("message")!.Value);
    }

    [Fact]
    public void Sarif_has_a_place_in_the_policy_for_each_result()
    {
        JsonNode run = JsonNode.Parse(Write(PolicyReportFormat.Sarif))!["runs"]![0]!;

        Assert.Equal(["FileExistence", "Metadata", "Command"], run["tool"]!["driver"]!["rules"]!.AsArray().Select(rule => $"{rule!["id"]}"));
        JsonArray results = run["results"]!.AsArray();
        Assert.Equal(["pass none 0", "fail error 1", "notApplicable none 2"], results.Select(result => $"{result!["kind"]} {result["level"]} {result["ruleIndex"]}"));
        JsonNode place = results[0]!["locations"]![0]!["physicalLocation"]!;
        Assert.Equal(("ci/a%20b.yaml", "3"), ($"{place["artifactLocation"]!["uri"]}", $"{place["region"]!["startLine"]}"));
        Assert.Equal("two <&>\uFFFF: expected \"a\" but it was 'b'", $"{results[1]!["message"]!["text"]}");
        Assert.Equal("app:1 layer 2 /etc/x", $"{results[1]!["locations"]![0]!["logicalLocations"]![0]!["fullyQualifiedName"]}");
    }

    private static string Value(XElement element, string name) => element.Attribute(name)!.Value;

    private static XElement Xml(PolicyReportFormat format) => XDocument.Parse(System.Text.Encoding.UTF8.GetString(Write(format))).Root!;

    private static byte[] Write(PolicyReportFormat format)
    {
        using var output = new MemoryStream();
        PolicyReport.Write(format, Results, new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero), output);
        return output.ToArray();
    }
}
