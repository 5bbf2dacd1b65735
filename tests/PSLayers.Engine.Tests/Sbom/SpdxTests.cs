using System.Text.Json.Nodes;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What a bill of materials in SPDX says, and where its readers look for it.</summary>
public sealed class SpdxTests : SbomTest
{
    [Fact]
    public void The_document_describes_the_image_and_the_image_contains_the_rest()
    {
        var image = ImageOf("debian");
        JsonNode document = Document(image, "Spdx");
        JsonNode subject = document["packages"]![0]!;

        Assert.Equal(("registry.example/team/App:1.0", "Tool: PSLayers-0.1.0"), ((string)document["name"]!, (string)document["creationInfo"]!["creators"]![0]!));
        Assert.Equal(("registry.example/team/App", "1.0", "CONTAINER"), ((string)subject["name"]!, (string)subject["versionInfo"]!, (string)subject["primaryPackagePurpose"]!));
        Assert.Equal(image.Image.ManifestDigest, $"sha256:{subject["checksums"]![0]!["checksumValue"]}");
        Assert.Equal(
        [
            "SPDXRef-DOCUMENT DESCRIBES SPDXRef-ContainerImage", "SPDXRef-ContainerImage CONTAINS SPDXRef-OperatingSystem",
            "SPDXRef-OperatingSystem CONTAINS SPDXRef-Package-deb-base-files-12.4", "SPDXRef-OperatingSystem CONTAINS SPDXRef-Package-deb-openssl-3.0.11-1-deb12u2",
            "SPDXRef-ContainerImage CONTAINS SPDXRef-Package-npm--scope-tool-1.0.0",
        ],
        document["relationships"]!.AsArray().Select(relationship => $"{relationship!["spdxElementId"]} {relationship["relationshipType"]} {relationship["relatedSpdxElement"]}"));
    }

    [Fact]
    public void A_package_has_what_scanners_look_for()
    {
        var image = ImageOf("debian");
        JsonNode package = Package(Document(image, "Spdx"), "openssl");

        Assert.Equal("pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl-src%402:3.0.11-1", (string)package["externalRefs"]![0]!["referenceLocator"]!);
        Assert.Equal("Organization: Some One (one@example.org)", (string)package["supplier"]!);
        Assert.Equal("built package from: openssl-src 2:3.0.11-1", (string)package["sourceInfo"]!);
        Assert.Equal([$"LayerDiffID: {image.Layers[0].DiffId}", "LayerIndex: 0", "InnerPath: /var/lib/dpkg/status"], package["annotations"]!.AsArray().Select(note => (string)note!["comment"]!));
    }

    [Fact]
    public void Licences_that_are_not_on_the_list_are_defined_once()
    {
        JsonNode document = Document(ImageOf("alpine"), "Spdx");

        Assert.Equal(["MIT", "LicenseRef-GPL2-", "LicenseRef-GPL2--2", "Zlib AND (GPL-2.0-or-later WITH Classpath-exception-2.0)"],
            new[] { "musl", "old", "older", "zlib" }.Select(name => (string)Package(document, name)["licenseDeclared"]!));
        Assert.Equal(["LicenseRef-GPL2- GPL2+", "LicenseRef-GPL2--2 GPL2-"],
            document["hasExtractedLicensingInfos"]!.AsArray().Select(license => $"{license!["licenseId"]} {license["extractedText"]}"));
    }

    [Fact]
    public void Twins_are_told_apart() => Assert.Equal(
        ["SPDXRef-Package-npm-x-1", "SPDXRef-Package-npm-x-1-2", "SPDXRef-Package-npm-x-1-3", "SPDXRef-Package-npm-x-1-2-2"],
        Document(ImageOf("twins"), "Spdx")["packages"]!.AsArray().Skip(1).Select(package => (string)package!["SPDXID"]!));

    private static JsonNode Package(JsonNode document, string name) => document["packages"]!.AsArray().Single(package => (string)package!["name"]! == name)!;
}
