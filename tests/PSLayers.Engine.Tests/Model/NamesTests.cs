using System.Text;
using PSLayers.Fixtures;
using PSLayers.Model;

namespace PSLayers.Engine.Tests.Model;

/// <summary>Digests, chain ids, platforms and references in their written forms.</summary>
public sealed class NamesTests
{
    [Fact]
    public void A_digest_is_read_and_written_the_same()
    {
        foreach (string text in new[] { Sha.Digest256([1]), Sha.Digest512([1]) })
        {
            Assert.True(Digest.TryParse(text, out Digest digest));
            Assert.Equal(text, digest.ToString());
            Assert.True(digest.Matches([1]));
            Assert.False(digest.Matches([2]));
            Assert.Equal(text[7..19], Digest.Shorten(text));
        }
        Assert.Equal(Sha.Digest256([7]), Digest.Of([7]).ToString());
    }

    public static TheoryData<string> BadDigests => [.. HostileManifest.BadDigests];

    [Theory]
    [MemberData(nameof(BadDigests))]
    public void What_is_no_digest_is_not_read_as_one(string text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void A_chain_id_is_the_digest_of_the_chain_below_and_the_DiffId()
    {
        string a = Sha.Digest256([1]), b = Sha.Digest256([2]), c = Sha.Digest256([3]);
        string ab = Sha.Digest256(Encoding.ASCII.GetBytes($"{a} {b}"));

        Assert.Equal(a, ChainId.Next(null, a, isBase: true));
        Assert.Equal(ab, ChainId.Next(a, b, isBase: false));
        Assert.Equal(Sha.Digest256(Encoding.ASCII.GetBytes($"{ab} {c}")), ChainId.Next(ab, c, isBase: false));
        Assert.Null(ChainId.Next(null, b, isBase: false));
        Assert.Null(ChainId.Next(a, null, isBase: false));
        Assert.Null(ChainId.Next(null, null, isBase: true));
    }

    [Fact]
    public void Two_known_layers_have_the_chain_id_of_the_specifications_rule()
    {
        // printf '%s' "sha256:5f70… sha256:84ff…" | sha256sum
        string two = Sha.Digest256(EmptyLayers.TwoBlocks), ten = Sha.Digest256(EmptyLayers.TenKilobytes);
        Assert.Equal("sha256:8ed5d20d8ff95e90a64a163a79dc3fac0b49680c21680295726dc3a511ff5811", ChainId.Next(two, ten, isBase: false));
    }

    [Theory]
    [InlineData("linux/amd64", "linux", "amd64", null, null)]
    [InlineData("linux/arm64/v8", "linux", "arm64", "v8", null)]
    [InlineData("windows/amd64:10.0.20348.1", "windows", "amd64", null, "10.0.20348.1")]
    [InlineData("windows/arm64/v8:10.0:1", "windows", "arm64", "v8", "10.0:1")]
    public void A_platform_is_written_as_registries_write_it(string text, string os, string architecture, string? variant, string? version) =>
        Assert.Equal(text, new Platform(os, architecture, variant, version).ToString());

    [Fact]
    public void A_platform_with_one_half_missing_says_unknown()
    {
        Assert.Equal("linux/unknown", Platform.Of("linux", "", null, null)!.ToString());
        Assert.Equal("unknown/amd64", Platform.Of(null, "amd64", "", "")!.ToString());
        Assert.Null(Platform.Of("", null, "v8", "1"));
    }

    [Theory]
    [InlineData("ubuntu", "ubuntu,docker.io/library/ubuntu:latest,ubuntu:latest")]
    [InlineData("ubuntu:22.04", "ubuntu:22.04,docker.io/library/ubuntu:22.04")]
    [InlineData("team/app", "team/app,docker.io/team/app:latest,team/app:latest")]
    [InlineData("docker.io/library/ubuntu:latest", "docker.io/library/ubuntu:latest,ubuntu:latest,ubuntu")]
    [InlineData("docker.io/ubuntu", "docker.io/ubuntu,docker.io/library/ubuntu:latest,ubuntu:latest,ubuntu")]
    [InlineData("index.docker.io/team/app:1", "index.docker.io/team/app:1,docker.io/team/app:1,team/app:1")]
    [InlineData("localhost/app", "localhost/app,localhost/app:latest")]
    [InlineData("localhost:5000/app:1", "localhost:5000/app:1")]
    [InlineData("ghcr.io/a/b", "ghcr.io/a/b,ghcr.io/a/b:latest")]
    [InlineData("ghcr.io/a/b@sha256:abc", "ghcr.io/a/b@sha256:abc")]
    [InlineData("app@sha256:abc", "app@sha256:abc,docker.io/library/app@sha256:abc")]
    public void A_reference_answers_to_its_long_and_its_short_forms(string name, string forms) =>
        Assert.Equal(forms.Split(',').Order(), ImageReference.Forms(name).Order());

    [Theory]
    [InlineData("ubuntu", "docker.io/library/ubuntu:latest")]
    [InlineData("ubuntu:latest", "docker.io/ubuntu")]
    [InlineData("team/app:1", "index.docker.io/team/app:1")]
    public void Two_ways_to_write_one_name_have_a_form_in_common(string one, string other) =>
        Assert.NotEmpty(ImageReference.Forms(one).Intersect(ImageReference.Forms(other)));

    [Theory]
    [InlineData("ubuntu", "ubuntu:22.04")]
    [InlineData("app", "team/app")]
    [InlineData("app", "localhost/app")]
    [InlineData("docker.io/app", "ghcr.io/app")]
    public void Two_names_have_none(string one, string other) => Assert.Empty(ImageReference.Forms(one).Intersect(ImageReference.Forms(other)));
}
