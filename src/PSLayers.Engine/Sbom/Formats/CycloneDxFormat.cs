using System.Globalization;
using PSLayers.Model;

namespace PSLayers.Sbom.Formats;

/// <summary>CycloneDX 1.6 in JSON (cyclonedx.org, "bom-1.6.schema.json"). Beside the specification it has what readers of others look for: Trivy and
/// Syft find a package's layer in properties of their own, and Trivy what a system's package was built from.</summary>
internal sealed class CycloneDxFormat : ISbomFormat
{
    private const string Trivy = "aquasecurity:trivy:";
    private const string Own = "pslayers:";

    // What the schema allows of a version.
    private const int LongestVersion = 1024;

    public string Name => "CycloneDx";

    public string Extension => ".cdx.json";

    public void Write(SbomDocument document, SbomJson json)
    {
        var references = new UniqueNames("#");
        string image = references.Take(document.Url?.ToString() ?? document.Image.ImageId ?? "image");
        string? system = document.System.Id.Length == 0 ? null : references.Take("operating-system");
        // By its package URL a component is found in other lists too.
        List<(SbomComponent Component, string Reference)> components = [.. document.Components.Select(component => (component, references.Take(component.Package.Purl)))];

        json.Begin();
        json.Text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.Text("bomFormat", "CycloneDX");
        json.Text("specVersion", "1.6");
        json.Text("serialNumber", $"urn:uuid:{document.Serial}");
        json.Number("version", 1);
        json.Begin("metadata");
        json.Text("timestamp", document.CreatedText);
        json.Begin("tools");
        json.List("components", [SbomDocument.Tool], tool =>
        {
            json.Begin();
            json.Text("type", "application");
            json.Text("name", tool.Name);
            json.Text("version", tool.Version);
            json.End();
        });
        json.End();
        WriteImage(document, image, json);
        json.End();
        IEnumerable<Action> all = system is null ? [] : [() => WriteSystem(document, system, json)];
        json.List("components", all.Concat(components.Select(item => (Action)(() => WritePackage(item.Component, item.Reference, json)))), write => write());
        WriteDependencies(image, system, components, json);
        if (document.IsIncomplete)
        {
            json.List("compositions", [image], reference =>
            {
                json.Begin();
                json.Text("aggregate", "incomplete");
                json.List("assemblies", [reference], json.Text);
                json.End();
            });
        }
        json.End();
    }

    private static void WriteImage(SbomDocument document, string reference, SbomJson json)
    {
        json.Begin("component");
        json.Text("type", "container");
        json.Text("bom-ref", reference);
        json.Required("name", document.Name);
        json.Text("version", Shortened(document.Tag ?? document.Image.ManifestDigest ?? document.Image.ImageId));
        if (document.IsWhole && Digest.TryParse(document.Image.ManifestDigest, out Digest digest))
        {
            json.List("hashes", [digest], hash =>
            {
                json.Begin();
                json.Text("alg", hash.Algorithm == "sha512" ? "SHA-512" : "SHA-256");
                json.Text("content", hash.Hex);
                json.End();
            });
        }
        json.Text("purl", document.Url?.ToString());
        WriteProperties(json,
        [
            (Trivy + "ImageID", document.Image.ImageId),
            .. document.Url is null ? [] : document.Image.Tags.Select(tag => (Trivy + "RepoDigest", (string?)$"{ImageReference.SplitTag(tag).Repository}@{document.Image.ManifestDigest}")).Distinct(),
            .. document.Image.Tags.Select(tag => (Trivy + "RepoTag", (string?)tag)),
            .. document.DiffIds.Select(diffId => (Trivy + "DiffID", diffId)),
            (Own + "platform", document.Image.Platform),
            (Own + "topLayer", document.IsWhole ? null : Number(document.DiffIds.Count - 1)),
        ]);
        json.End();
    }

    private static void WriteSystem(SbomDocument document, string reference, SbomJson json)
    {
        json.Begin();
        json.Text("type", "operating-system");
        json.Text("bom-ref", reference);
        json.Text("name", document.System.Id);
        json.Text("version", Shortened(document.System.VersionId));
        json.End();
    }

    private static void WritePackage(SbomComponent component, string reference, SbomJson json)
    {
        json.Begin();
        json.Text("type", "library");
        json.Text("bom-ref", reference);
        if (component.Package.Supplier is { } supplier)
        {
            json.Begin("supplier");
            json.Text("name", supplier);
            json.End();
        }
        json.Text("group", component.Group);
        json.Required("name", component.Name);
        json.Text("version", Shortened(component.Package.Version));
        if (component.License is { } license)
            WriteLicense(license, json);
        json.Text("purl", component.Purl);
        WriteProperties(json,
        [
            (Trivy + "LayerDiffID", component.DiffId),
            (Trivy + "SrcEpoch", component.SourceEpoch),
            (Trivy + "SrcName", component.SourceName),
            (Trivy + "SrcRelease", component.SourceRelease),
            (Trivy + "SrcVersion", component.SourceUpstream),
            ("syft:location:0:layerID", component.DiffId),
            ("syft:location:0:path", component.Package.InnerPath),
            (Own + "layerIndex", Number(component.Package.LayerIndex)),
            (Own + "ownedBy", component.Package.OwnedBy),
            (Own + "installedSize", component.Package.Size is { } size ? Number(size) : null),
        ]);
        json.Begin("evidence");
        json.List("occurrences", [component.Package.InnerPath], path =>
        {
            json.Begin();
            json.Text("location", path);
            json.End();
        });
        json.End();
        json.End();
    }

    private static void WriteLicense(SpdxLicense license, SbomJson json) => json.List("licenses", [license], _ =>
    {
        json.Begin();
        if (license.Kind == SpdxLicenseKind.Expression)
        {
            json.Text("expression", license.Text);
        }
        else
        {
            json.Begin("license");
            json.Text(license.Kind == SpdxLicenseKind.Identifier ? "id" : "name", license.Text);
            json.End();
        }
        json.End();
    });

    // What packages depend on is not known; the system has its packages, and the image all others.
    private static void WriteDependencies(string image, string? system, List<(SbomComponent Component, string Reference)> components, SbomJson json)
    {
        bool IsSystems((SbomComponent Component, string Reference) item) => system is not null && item.Component.IsOfSystem;

        (string Reference, IEnumerable<string> On)[] rows = system is null
            ? [(image, components.Select(item => item.Reference))]
            : [
                (image, components.Where(item => !IsSystems(item)).Select(item => item.Reference).Prepend(system)),
                (system, components.Where(IsSystems).Select(item => item.Reference)),
            ];
        json.List("dependencies", rows, row =>
        {
            json.Begin();
            json.Text("ref", row.Reference);
            json.List("dependsOn", row.On, json.Text);
            json.End();
        });
    }

    private static void WriteProperties(SbomJson json, IEnumerable<(string Name, string? Value)> properties) =>
        json.List("properties", properties.Where(property => !string.IsNullOrEmpty(property.Value)), property =>
        {
            json.Begin();
            json.Text("name", property.Name);
            json.Text("value", property.Value);
            json.End();
        });

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Shortened(string? version) => version is { Length: > LongestVersion }
        ? version[..(LongestVersion - (char.IsHighSurrogate(version[LongestVersion - 2]) ? 2 : 1))] + "…"
        : version;
}
