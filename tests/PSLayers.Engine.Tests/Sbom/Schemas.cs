using System.Text.Json;
using Json.Schema;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>The schemas of bills of materials, where they can be had: they are not ours.</summary>
internal static class Schemas
{
    /// <summary>Names the folder with CycloneDX' schemas: <c>res/schema</c> of the npm package @cyclonedx/cyclonedx-library.</summary>
    public const string Variable = "PSLAYERS_CYCLONEDX_SCHEMAS";

    private static readonly Lazy<JsonSchema> CycloneDx = new(() =>
    {
        var options = new BuildOptions { SchemaRegistry = new SchemaRegistry() };
        Read("spdx");
        Read("jsf-0.82");
        return Read("bom-1.6");

        // The package calls the files otherwise than they call themselves.
        JsonSchema Read(string name) => JsonSchema.FromText(
            File.ReadAllText(Path.Join(Folder, $"{name}.SNAPSHOT.schema.json")).Replace(".SNAPSHOT.", ".", StringComparison.Ordinal), options);
    });

    private static readonly Lazy<JsonSchema> Spdx = new(() => JsonSchema.FromText(File.ReadAllText(SpdxFile!), new BuildOptions { SchemaRegistry = new SchemaRegistry() }));

    private static string? Folder { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    private static string? SpdxFile { get; } = Path.Join(RealFixtures.Data, "spdx-2.3-schema.json") is var file && File.Exists(file) ? file : null;

    /// <summary>Why there is no schema for a form; null where there is one.</summary>
    public static string? WhyNone(string format) => format == "Spdx"
        ? SpdxFile is null ? "the schema of SPDX is not beside the repository (shared/data)" : null
        : Folder is null ? $"{Variable} names no folder with CycloneDX' schemas" : null;

    /// <summary>What of a document is not as its schema wants it.</summary>
    public static string[] Faults(string format, string text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        EvaluationResults results = (format == "Spdx" ? Spdx : CycloneDx).Value.Evaluate(
            document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return results.IsValid ? [] : [.. (results.Details ?? []).Append(results).Where(result => result.Errors is { Count: > 0 })
            .Select(result => $"{result.InstanceLocation}: {string.Join(", ", result.Errors!.Values)}").DefaultIfEmpty("not valid")];
    }
}

/// <summary>A test that needs the schema of a form, and says so where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SchemaTheoryAttribute : TheoryAttribute
{
    public SchemaTheoryAttribute(string format) => Skip = Schemas.WhyNone(format);
}
