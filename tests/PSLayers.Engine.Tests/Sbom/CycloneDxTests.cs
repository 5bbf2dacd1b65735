using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Sbom;

namespace PSLayers.Engine.Tests.Sbom;

/// <summary>What a bill of materials in CycloneDX says, and where its readers look for it.</summary>
public sealed class CycloneDxTests : SbomTest
{
    [Fact]
    public void The_image_is_what_it_is_about()
    {
        var image = ImageOf("debian");
        JsonNode subject = Document(image, "CycloneDx")["metadata"]!["component"]!;

        Assert.Equal(("container", "registry.example/team/App", "1.0"), ((string)subject["type"]!, (string)subject["name"]!, (string)subject["version"]!));
        Assert.Equal($"pkg:oci/app@{image.Image.ManifestDigest}?arch=amd64&repository_url=registry.example%2Fteam%2FApp&tag=1.0", (string)subject["purl"]!);
        Assert.Equal(image.Image.ManifestDigest, $"sha256:{subject["hashes"]![0]!["content"]}");
        Assert.Equal(image.Image.ImageId, Property(subject, "aquasecurity:trivy:ImageID"));
        Assert.Equal(image.Layers[0].DiffId, Property(subject, "aquasecurity:trivy:DiffID"));
    }

    [Fact]
    public void A_package_of_the_system_has_what_scanners_look_for()
    {
        var image = ImageOf("debian");
        JsonNode document = Document(image, "CycloneDx");
        JsonNode system = document["components"]![0]!;
        JsonNode package = Component(document, "openssl");

        Assert.Equal(("operating-system", "debian", "12"), ((string)system["type"]!, (string)system["name"]!, (string)system["version"]!));
        Assert.Equal("pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl-src%402:3.0.11-1", (string)package["purl"]!);
        Assert.Equal("Some One <one@example.org>", (string)package["supplier"]!["name"]!);
        Assert.Equal("openssl-src 2 3.0.11 1", string.Join(' ', new[] { "SrcName", "SrcEpoch", "SrcVersion", "SrcRelease" }.Select(name => Property(package, "aquasecurity:trivy:" + name))));
        Assert.Equal([image.Layers[0].DiffId, image.Layers[0].DiffId], new[] { "aquasecurity:trivy:LayerDiffID", "syft:location:0:layerID" }.Select(name => Property(package, name)));
        Assert.Equal(["/var/lib/dpkg/status", "0", "2048"], new[] { "syft:location:0:path", "pslayers:layerIndex", "pslayers:installedSize" }.Select(name => Property(package, name)));
        Assert.Equal("/var/lib/dpkg/status", (string)package["evidence"]!["occurrences"]![0]!["location"]!);
        Assert.Contains((string)package["bom-ref"]!, document["dependencies"]![1]!["dependsOn"]!.AsArray().Select(on => (string)on!));
    }

    [Fact]
    public void A_package_of_a_language_is_of_the_image()
    {
        JsonNode document = Document(ImageOf("debian"), "CycloneDx");
        JsonNode package = Component(document, "tool");

        Assert.Equal(("@scope", "pkg:npm/%40scope/tool@1.0.0", "1"), ((string)package["group"]!, (string)package["purl"]!, Property(package, "pslayers:layerIndex")));
        Assert.Contains("pkg:npm/%40scope/tool@1.0.0", document["dependencies"]![0]!["dependsOn"]!.AsArray().Select(on => (string)on!));
    }

    [Fact]
    public void What_can_have_no_package_url_has_none()
    {
        JsonNode document = Document(ImageOf("languages"), "CycloneDx");

        Assert.Null(Component(document, "novendor")["purl"]);
        Assert.Equal(("team", "pkg:composer/team/app@1"), ((string)Component(document, "app")["group"]!, (string)Component(document, "app")["purl"]!));
    }

    [Fact]
    public void A_licence_is_an_identifier_an_expression_or_a_name()
    {
        JsonNode document = Document(ImageOf("alpine"), "CycloneDx");

        Assert.Equal("Some One <one@example.org>", (string)Component(document, "musl")["supplier"]!["name"]!);
        Assert.Equal("MIT", (string)Component(document, "musl")["licenses"]![0]!["license"]!["id"]!);
        Assert.Equal("Zlib AND (GPL-2.0-or-later WITH Classpath-exception-2.0)", (string)Component(document, "zlib")["licenses"]![0]!["expression"]!);
        Assert.Equal("GPL2+", (string)Component(document, "old")["licenses"]![0]!["license"]!["name"]!);
        Assert.Null(Component(Document(ImageOf("debian"), "CycloneDx"), "base-files")["licenses"]);
    }

    [Fact]
    public void A_part_of_an_image_is_not_the_image()
    {
        JsonNode subject = Document(ImageOf("debian"), "CycloneDx", top: 0)["metadata"]!["component"]!;

        Assert.Null(subject["purl"]);
        Assert.Null(subject["hashes"]);
        Assert.Equal("0", Property(subject, "pslayers:topLayer"));
    }

    [Fact]
    public void An_image_without_a_name_has_no_package_url() => Assert.Null(Document(ImageOf("untagged"), "CycloneDx")["metadata"]!["component"]!["purl"]);

    [Fact]
    public void The_serial_number_follows_from_image_and_content()
    {
        var image = ImageOf("debian");
        string serial = (string)Document(image, "CycloneDx")["serialNumber"]!;

        Assert.Equal(serial, (string)Document(image, "CycloneDx")["serialNumber"]!);
        Assert.NotEqual(serial, (string)Document(image, "CycloneDx", top: 0)["serialNumber"]!);
        Assert.NotEqual(serial, (string)Document(ImageOf("nothing"), "CycloneDx")["serialNumber"]!);
        var unique = new SbomOptions { IsUnique = true };
        Assert.NotEqual((string)Document(image, "CycloneDx", unique)["serialNumber"]!, (string)Document(image, "CycloneDx", unique)["serialNumber"]!);
    }

    [Theory]
    [InlineData(null, "2024-01-02T03:04:05Z")]
    [InlineData("2026-05-06T07:08:09.5+02:00", "2026-05-06T05:08:09Z")]
    public void The_time_is_the_images_unless_another_is_given(string? given, string expected)
    {
        SbomOptions options = new() { Timestamp = given is null ? null : DateTimeOffset.Parse(given, System.Globalization.CultureInfo.InvariantCulture) };

        Assert.Equal(expected, (string)Document(ImageOf("debian"), "CycloneDx", options)["metadata"]!["timestamp"]!);
    }

    [Fact]
    public void What_an_instruction_has_in_it_is_not_given_away() => Assert.DoesNotContain("s3cret",
        Text(Opened(new ImageBuilder().Layer(new TarBuilder().File("a"), createdBy: "RUN login --password s3cret").Tag("a:1")), "CycloneDx"), StringComparison.Ordinal);

    private static JsonNode Component(JsonNode document, string name) => document["components"]!.AsArray().Single(component => (string)component!["name"]! == name)!;

    private static string? Property(JsonNode component, string name) => (string?)component["properties"]!.AsArray().FirstOrDefault(property => (string)property!["name"]! == name)?["value"];
}
