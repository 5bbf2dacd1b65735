using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PSLayers.Fixtures;
using PSLayers.Packages.Urls;
using PSLayers.Sbom;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What schemas do not say: names are given once, what is named is there, and the same image gives the same bytes.</summary>
public sealed partial class SbomRuleTests : SbomTest
{
    [Theory]
    [MemberData(nameof(Kinds))]
    public void CycloneDX_references_are_unique_and_lead_somewhere(string kind) => AssertCycloneDx(JsonNode.Parse(TextOf(kind, "CycloneDx"))!);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SPDX_identifiers_are_unique_and_lead_somewhere(string kind) => AssertSpdx(JsonNode.Parse(TextOf(kind, "Spdx"))!);

    [Theory]
    [InlineData("CycloneDx")]
    [InlineData("Spdx")]
    public void One_image_gives_the_same_bytes_each_time(string format)
    {
        Assert.Equal(TextOf("debian", format), TextOf("debian", format));
        Assert.DoesNotContain("\r", TextOf("debian", format), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CycloneDx")]
    [InlineData("Spdx")]
    public void Nothing_in_it_is_unsafe_to_show(string format) =>
        Assert.DoesNotContain(TextOf("hostile", format).EnumerateRunes(), rune => rune.Value != '\n' && VisibleText.IsUnsafe(rune));

    [Theory]
    [InlineData("CycloneDx", "\"aggregate\": \"incomplete\"")]
    [InlineData("Spdx", "Incomplete: ")]
    public void One_that_may_lack_packages_says_so(string format, string words)
    {
        Assert.Contains(words, TextOf("incomplete", format), StringComparison.Ordinal);
        Assert.DoesNotContain(words, TextOf("debian", format), StringComparison.Ordinal);
    }

    // Half of them are twins of the others. The document is read in one pass, for as a tree it would take gigabytes.
    [Theory]
    [InlineData("CycloneDx", "bom-ref", 100_001)]
    [InlineData("Spdx", "SPDXID", 100_002)]
    public void A_hundred_thousand_packages_have_a_name_each(string format, string name, int expected)
    {
        var status = new StringBuilder();
        for (int i = 0; i < 100_000; i++)
            status.Append("Package: p").Append(i % 50_000).Append("\nVersion: 1\n\n");
        LayeredImage image = Image(new TarBuilder().File(DpkgStatus, status.ToString()));
        using var written = new MemoryStream();
        SbomDocument.Of(image, 0, Of(image), new SbomOptions()).Write(SbomFormats.Find(format)!, written, long.MaxValue, default);
        var names = new List<string>();
        var reader = new Utf8JsonReader(written.ToArray());
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read())
                names.Add(reader.GetString()!);
        }

        Assert.Equal(expected, names.Count);
        Assert.Equal(expected, names.Distinct().Count());
    }

    [Theory]
    [InlineData("CycloneDx")]
    [InlineData("Spdx")]
    public void One_that_is_too_long_for_a_text_says_so(string format)
    {
        LayeredImage image = Image(new TarBuilder().File(DpkgStatus, Dpkg([.. Enumerable.Range(0, 1000).Select(i => $"p{i} 1")])));
        SbomDocument document = SbomDocument.Of(image, 0, Of(image), new SbomOptions());

        var error = Assert.Throws<PSLayers.Errors.ImageException>(() => document.Write(SbomFormats.Find(format)!, Stream.Null, 100_000, default));
        Assert.Contains("WholeContent", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Work_ends_when_it_is_to_end()
    {
        LayeredImage image = ImageOf("debian");
        SbomDocument document = SbomDocument.Of(image, 1, Of(image), new SbomOptions());

        Assert.Throws<OperationCanceledException>(() => document.Write(SbomFormats.All[0], Stream.Null, long.MaxValue, new CancellationToken(true)));
    }

    private static void AssertCycloneDx(JsonNode document)
    {
        string image = (string)document["metadata"]!["component"]!["bom-ref"]!;
        string[] references = [image, .. document["components"]!.AsArray().Select(component => (string)component!["bom-ref"]!)];
        var rows = document["dependencies"]!.AsArray().Select(row => ((string)row!["ref"]!, On: row["dependsOn"]!.AsArray().Select(on => (string)on!).ToArray())).ToArray();

        Assert.Equal(references.Length, references.Distinct().Count());
        Assert.DoesNotContain(references, reference => reference.StartsWith("urn:cdx:", StringComparison.Ordinal));
        Assert.Equal(image, rows[0].Item1);
        Assert.Empty(rows.Select(row => row.Item1).Except(references));
        // All but the image hang on one thing.
        Assert.Equal(references.Skip(1).Order(StringComparer.Ordinal), rows.SelectMany(row => row.On).Order(StringComparer.Ordinal));
        Assert.Matches("^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", (string)document["serialNumber"]!);
        Assert.All(document["components"]!.AsArray().Select(component => (string?)component!["purl"]).OfType<string>(), AssertCanonical);
        Assert.All(document["components"]!.AsArray().Where(component => component!["purl"] is not null),
            component => Assert.False(string.IsNullOrEmpty((string?)component!["evidence"]!["occurrences"]![0]!["location"])));
    }

    private static void AssertSpdx(JsonNode document)
    {
        string[] ids = ["SPDXRef-DOCUMENT", .. document["packages"]!.AsArray().Select(package => (string)package!["SPDXID"]!)];
        var relationships = document["relationships"]!.AsArray().Select(relationship =>
            (From: (string)relationship!["spdxElementId"]!, Kind: (string)relationship["relationshipType"]!, To: (string)relationship["relatedSpdxElement"]!)).ToArray();
        string[] defined = [.. (document["hasExtractedLicensingInfos"]?.AsArray() ?? []).Select(license => (string)license!["licenseId"]!)];

        Assert.All(ids.Concat(defined), id => Assert.Matches(Identifier(), id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.Equal(defined.Length, defined.Distinct().Count());
        Assert.Single(relationships, relationship => relationship is ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-ContainerImage"));
        Assert.Empty(relationships.Select(relationship => relationship.From).Except(ids));
        Assert.Equal(ids.Skip(1).Order(StringComparer.Ordinal), relationships.Select(relationship => relationship.To).Order(StringComparer.Ordinal));
        Assert.Equal(defined.Order(StringComparer.Ordinal), document["packages"]!.AsArray().Select(package => (string)package!["licenseDeclared"]!)
            .Where(license => license.StartsWith("LicenseRef-", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        Assert.All(document["packages"]!.AsArray().Select(package => (string?)package!["externalRefs"]?[0]!["referenceLocator"]).OfType<string>(), AssertCanonical);
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", (string)document["creationInfo"]!["created"]!);
    }

    private static void AssertCanonical(string url)
    {
        Assert.True(PackageUrl.TryParse(url, out PackageUrl? parsed, out string? fault), fault);
        Assert.Equal(parsed!.ToString(), url);
    }

    [GeneratedRegex("^(SPDX|License)Ref-[a-zA-Z0-9.-]+$")]
    private static partial Regex Identifier();
}
