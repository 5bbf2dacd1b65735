namespace PSLayers.Engine.Tests.Sbom;

/// <summary>Bills of materials are as their schemas want them, whatever the image.</summary>
public sealed class SbomSchemaTests : SbomTest
{
    [SchemaTheory("CycloneDx")]
    [MemberData(nameof(Kinds))]
    public void CycloneDX_is_valid(string kind) => Assert.Empty(Schemas.Faults("CycloneDx", TextOf(kind, "CycloneDx")));

    [SchemaTheory("Spdx")]
    [MemberData(nameof(Kinds))]
    public void SPDX_is_valid(string kind) => Assert.Empty(Schemas.Faults("Spdx", TextOf(kind, "Spdx")));

    [SchemaTheory("CycloneDx")]
    [InlineData("\"type\": \"library\"", "\"type\": \"nonsense\"")]
    [InlineData("\"license\": {\n            \"id\": \"MIT\"", "\"license\": {\n            \"id\": \"My own\"")]
    [InlineData("urn:uuid:", "urn:UUID:")]
    public void A_fault_would_be_seen(string right, string wrong)
    {
        string text = TextOf("alpine", "CycloneDx");

        Assert.Contains(right, text, StringComparison.Ordinal);
        Assert.NotEmpty(Schemas.Faults("CycloneDx", text.Replace(right, wrong, StringComparison.Ordinal)));
    }
}
