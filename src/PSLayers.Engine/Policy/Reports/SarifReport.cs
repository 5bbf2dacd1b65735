using System.Text.Json;
using System.Text.Json.Nodes;

namespace PSLayers.Policy.Reports;

/// <summary>SARIF 2.1.0 (OASIS): each result at the line of the policy that asks for it, with the file of the image as a logical place.</summary>
internal static class SarifReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes results.</summary>
    public static void Write(IReadOnlyList<ImagePolicyResult> results, Stream output)
    {
        string[] kinds = [.. results.Select(result => result.Kind).Distinct()];
        var report = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "PSLayers",
                        ["version"] = typeof(SarifReport).Assembly.GetName().Version!.ToString(3),
                        ["rules"] = new JsonArray([.. kinds.Select(Rule).ToArray<JsonNode>()]),
                    },
                },
                ["results"] = new JsonArray([.. results.Select(result => Result(result, Array.IndexOf(kinds, result.Kind))).ToArray<JsonNode>()]),
            }),
        };
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        report.WriteTo(writer, Indented);
    }

    private static JsonObject Rule(string kind) => new JsonObject
    {
        ["id"] = kind,
        ["shortDescription"] = new JsonObject { ["text"] = $"A test of a policy, of the kind {kind}." },
    };

    private static JsonObject Result(ImagePolicyResult result, int rule)
    {
        var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri(result.PolicyUri) } };
        if (result.PolicyLine is { } line)
            place["region"] = new JsonObject { ["startLine"] = line };
        var location = new JsonObject { ["physicalLocation"] = place };
        string inner = $"{result.ImageName}{(result.LayerIndex is { } layer ? $" layer {layer}" : "")}{(result.InnerPath is null ? "" : $" {result.InnerPath}")}";
        location["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = inner });
        return new JsonObject
        {
            ["ruleId"] = result.Kind,
            ["ruleIndex"] = rule,
            ["kind"] = result.Result switch { PolicyVerdict.Passed => "pass", PolicyVerdict.Failed => "fail", _ => "notApplicable" },
            ["level"] = result.Result == PolicyVerdict.Failed ? "error" : "none",
            ["message"] = new JsonObject { ["text"] = result.Message.Length == 0 ? $"{result.Test}: as expected" : $"{result.Test}: {result.Message}" },
            ["locations"] = new JsonArray(location),
            ["partialFingerprints"] = new JsonObject { ["policyTest/v1"] = $"{result.ImageName}|{result.Policy}|{result.Kind}|{result.Test}" },
        };
    }

    private static string Uri(string path) => string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));
}
