using System.Text;
using PSLayers.Model;

namespace PSLayers.Sbom.Formats;

/// <summary>SPDX 2.3 in JSON (spdx.github.io, "SPDX Specification 2.3"). What is said of layers stands in annotations, <c>Key: value</c>, as Trivy
/// writes and reads them; it also knows the operating system by how its identifier begins, and a package's source by its sourceInfo.</summary>
internal sealed class SpdxFormat : ISbomFormat
{
    private const string Document = "SPDXRef-DOCUMENT";
    private const string Nothing = "NOASSERTION";
    private const int LongestId = 100;

    public string Name => "Spdx";

    public string Extension => ".spdx.json";

    public void Write(SbomDocument document, SbomJson json)
    {
        var ids = new UniqueNames("-");
        ids.Take(Document);
        string image = ids.Take("SPDXRef-ContainerImage");
        string? system = document.System.Id.Length == 0 ? null : ids.Take("SPDXRef-OperatingSystem");
        List<(SbomComponent Component, string Id)> components =
            [.. document.Components.Select(component => (component, ids.Take($"SPDXRef-Package-{Safe($"{component.Package.Type}-{component.Package.Name}-{component.Package.Version}")}")))];
        var licenses = new LicenseReferences(document.Components);

        json.Begin();
        json.Text("spdxVersion", "SPDX-2.3");
        json.Text("dataLicense", "CC0-1.0");
        json.Text("SPDXID", Document);
        json.Required("name", Whole(document));
        json.Text("comment", document.IsIncomplete ? "Incomplete: a layer or a list of packages could not be read." : null);
        json.Text("documentNamespace", $"urn:uuid:{document.Serial}");
        json.Begin("creationInfo");
        json.Text("created", document.CreatedText);
        json.List("creators", [ToolText], json.Text);
        json.End();
        IEnumerable<Action> all = [() => WriteImage(document, image, json), .. system is null ? Array.Empty<Action>() : [() => WriteSystem(document, system, json)]];
        json.List("packages", all.Concat(components.Select(item => (Action)(() => WritePackage(document, item.Component, item.Id, licenses, json)))), write => write());
        licenses.Write(json);
        IEnumerable<(string, string, string)> relationships =
        [
            (Document, "DESCRIBES", image),
            .. system is null ? Array.Empty<(string, string, string)>() : [(image, "CONTAINS", system)],
            .. components.Select(item => (item.Component.IsOfSystem && system is not null ? system : image, "CONTAINS", item.Id)),
        ];
        json.List("relationships", relationships, relationship =>
        {
            json.Begin();
            json.Text("spdxElementId", relationship.Item1);
            json.Text("relationshipType", relationship.Item2);
            json.Text("relatedSpdxElement", relationship.Item3);
            json.End();
        });
        json.End();
    }

    private static string ToolText => $"Tool: {SbomDocument.Tool.Name}-{SbomDocument.Tool.Version}";

    private static string Whole(SbomDocument document) => document.Tag is null ? document.Name : $"{document.Name}:{document.Tag}";

    private static void WriteImage(SbomDocument document, string id, SbomJson json)
    {
        json.Begin();
        WriteHead(json, id, document.Name, document.Tag ?? document.Image.ManifestDigest ?? document.Image.ImageId, "CONTAINER");
        if (document.IsWhole && Digest.TryParse(document.Image.ManifestDigest, out Digest digest))
        {
            json.List("checksums", [digest], hash =>
            {
                json.Begin();
                json.Text("algorithm", hash.Algorithm == "sha512" ? "SHA512" : "SHA256");
                json.Text("checksumValue", hash.Hex);
                json.End();
            });
        }
        WriteUrl(json, document.Url?.ToString());
        WriteAnnotations(document, json,
        [
            ("ImageID", document.Image.ImageId),
            .. document.Image.Tags.Select(tag => ("RepoTag", (string?)tag)),
            .. document.DiffIds.Select(diffId => ("DiffID", diffId)),
            ("Platform", document.Image.Platform),
        ]);
        json.End();
    }

    private static void WriteSystem(SbomDocument document, string id, SbomJson json)
    {
        json.Begin();
        WriteHead(json, id, document.System.Id, document.System.VersionId, "OPERATING_SYSTEM");
        json.End();
    }

    private static void WritePackage(SbomDocument document, SbomComponent component, string id, LicenseReferences licenses, SbomJson json)
    {
        json.Begin();
        WriteHead(json, id, component.Package.Name, component.Package.Version, "LIBRARY", component.Package.Supplier, component.License is { } license ? licenses.Expression(license) : null);
        json.Text("sourceInfo", component.SourceName is null ? null : $"built package from: {component.SourceName} {component.SourceVersion}");
        WriteUrl(json, component.Purl);
        WriteAnnotations(document, json,
        [
            ("LayerDiffID", component.DiffId),
            ("LayerIndex", $"{component.Package.LayerIndex}"),
            ("InnerPath", component.Package.InnerPath),
            ("OwnedBy", component.Package.OwnedBy),
        ]);
        json.End();
    }

    private static void WriteHead(SbomJson json, string id, string name, string? version, string purpose, string? supplier = null, string? license = null)
    {
        json.Text("SPDXID", id);
        json.Required("name", name);
        json.Text("versionInfo", version);
        json.Text("primaryPackagePurpose", purpose);
        json.Text("supplier", supplier is null ? Nothing : $"Organization: {Actor(supplier)}");
        json.Text("downloadLocation", Nothing);
        json.Flag("filesAnalyzed", false);
        json.Text("licenseConcluded", Nothing);
        json.Text("licenseDeclared", license ?? Nothing);
        json.Text("copyrightText", Nothing);
    }

    private static void WriteUrl(SbomJson json, string? url)
    {
        if (url is null)
            return;
        json.List("externalRefs", [url], locator =>
        {
            json.Begin();
            json.Text("referenceCategory", "PACKAGE-MANAGER");
            json.Text("referenceType", "purl");
            json.Text("referenceLocator", locator);
            json.End();
        });
    }

    private static void WriteAnnotations(SbomDocument document, SbomJson json, IEnumerable<(string Key, string? Value)> annotations) =>
        json.List("annotations", annotations.Where(annotation => !string.IsNullOrEmpty(annotation.Value)), annotation =>
        {
            json.Begin();
            json.Text("annotationDate", document.CreatedText);
            json.Text("annotationType", "OTHER");
            json.Text("annotator", ToolText);
            json.Text("comment", $"{annotation.Key}: {annotation.Value}");
            json.End();
        });

    // Name, and behind it an address in parentheses (clause 7.5); databases have it in angle brackets.
    private static string Actor(string supplier) => supplier.EndsWith('>') && supplier.LastIndexOf('<') is > 0 and var open
        ? $"{supplier[..open].TrimEnd()} ({supplier[(open + 1)..^1]})"
        : supplier;

    // Identifiers have letters, digits, full stops and hyphens (clause 7.2).
    private static string Safe(string text)
    {
        var safe = new StringBuilder(Math.Min(text.Length, LongestId));
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, LongestId)))
            safe.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-');
        return safe.ToString();
    }

    // Licences that are not on the list are defined by the document (clause 10).
    private sealed class LicenseReferences
    {
        private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

        public LicenseReferences(IReadOnlyList<SbomComponent> components)
        {
            var ids = new UniqueNames("-");
            foreach (SbomComponent component in components)
            {
                if (component.License is { Kind: SpdxLicenseKind.Name } license && !_ids.ContainsKey(license.Text))
                    _ids.Add(license.Text, ids.Take($"LicenseRef-{Safe(license.Text)}"));
            }
        }

        public string Expression(SpdxLicense license) => license.Kind == SpdxLicenseKind.Name ? _ids[license.Text] : license.Text;

        public void Write(SbomJson json)
        {
            if (_ids.Count == 0)
                return;
            json.List("hasExtractedLicensingInfos", _ids, license =>
            {
                json.Begin();
                json.Text("licenseId", license.Value);
                json.Text("name", license.Key);
                json.Text("extractedText", license.Key);
                json.End();
            });
        }
    }
}
