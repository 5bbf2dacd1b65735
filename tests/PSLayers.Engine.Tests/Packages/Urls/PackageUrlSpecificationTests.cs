using System.Text.Json;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Packages.Urls;

namespace PSLayers.Engine.Tests.Packages.Urls;

/// <summary>All test cases of the specification of package URLs: what is to be read, built and brought into canonical form, and what is to be refused.</summary>
public sealed class PackageUrlSpecificationTests
{
    private static readonly string Folder = Path.Join(RealFixtures.Data, "purl");

    public static TheoryData<string> Files => RealFixtures.Data is null ? [""] : [.. Directory.GetFiles(Folder, "*.json").Select(file => Path.GetFileName(file)).Order()];

    [DataTheory]
    [MemberData(nameof(Files))]
    public void Every_case_is_passed(string file)
    {
        JsonArray cases = JsonNode.Parse(File.ReadAllText(Path.Join(Folder, file)))!["tests"]!.AsArray();

        Assert.NotEmpty(cases);
        Assert.Empty(cases.Where(test => Outcome(test!) != Expected(test!)).Select(test => $"{test!["test_type"]} {test["input"]}: {Outcome(test)}"));
    }

    private static string Expected(JsonNode test) => (bool)test["expected_failure"]! ? "refused" : Text(test["expected_output"]!);

    // Only who brings into canonical form may mend keys with capitals.
    private static string Outcome(JsonNode test)
    {
        JsonNode input = test["input"]!;
        string kind = (string)test["test_type"]!;
        if (kind == "build")
        {
            PackageUrl built = Built(input);
            return built.Fault is null ? built.ToString() : "refused";
        }
        if (!PackageUrl.TryParse((string)input!, out PackageUrl? url, out _, mends: kind == "validate"))
            return "refused";
        return kind == "validate" ? url!.ToString() : Text(new JsonObject
        {
            ["type"] = url!.Type,
            ["namespace"] = url.Namespace,
            ["name"] = url.Name,
            ["version"] = url.Version,
            ["qualifiers"] = url.Qualifiers.Count == 0 ? null : new JsonObject(url.Qualifiers.Select(qualifier => KeyValuePair.Create(qualifier.Key, (JsonNode?)qualifier.Value))),
            ["subpath"] = url.Subpath,
        });
    }

    private static PackageUrl Built(JsonNode parts) => new((string?)parts["type"] ?? "", (string?)parts["namespace"], (string?)parts["name"] ?? "", (string?)parts["version"])
    {
        Qualifiers = [.. (parts["qualifiers"]?.AsObject() ?? []).Select(qualifier => (qualifier.Key, (string?)qualifier.Value))],
        Subpath = (string?)parts["subpath"],
    };

    // Parts in one order, without those that are absent.
    private static string Text(JsonNode node) => node.GetValueKind() == JsonValueKind.Object
        ? string.Join(' ', node.AsObject().Where(part => part.Value is not null).OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}=[{Text(part.Value!)}]"))
        : node.ToString();
}
