using CsCheck;
using PSLayers.Packages.Urls;

namespace PSLayers.Engine.Tests.Packages.Urls;

/// <summary>Package URLs as the specification wants them.</summary>
public sealed class PackageUrlTests
{
    private static readonly string[] Types = ["generic", "npm", "deb", "git", "pypi", "oci"];

    [Theory]
    [InlineData("deb", "Debian", "Lib", "1.0+x", "pkg:deb/debian/lib@1.0%2Bx")]
    [InlineData("npm", "@Scope", "Name", "1", "pkg:npm/%40Scope/Name@1")]
    [InlineData("golang", "github.com/A/B", "c d", "v1", "pkg:golang/github.com/a/b/c%20d@v1")]
    [InlineData("golang", null, "stdlib", "1.25.1", "pkg:golang/stdlib@1.25.1")]
    [InlineData("pypi", null, "A_B", null, "pkg:pypi/a-b")]
    [InlineData("pub", null, "A-b", null, "pkg:pub/a_b")]
    [InlineData("rpm", "Fedora", "MySQL", "1:2-3", "pkg:rpm/fedora/MySQL@1:2-3")]
    [InlineData("cpan", "author", "A-B", "", "pkg:cpan/AUTHOR/A-B")]
    [InlineData("huggingface", "Org", "Model", "AB12", "pkg:huggingface/Org/Model@ab12")]
    [InlineData("maven", "/org.a/", "/b/", "1", "pkg:maven/org.a/b@1")]
    [InlineData("git", "GitHub.com", "Team/App", "1", "pkg:git/github.com/team/app@1")]
    [InlineData("git", "code.example", "Team/Sub/App", "1", "pkg:git/code.example/Team/Sub/App@1")]
    [InlineData("generic", null, "é/x", "1:2", "pkg:generic/%C3%A9%2Fx@1:2")]
    public void Each_is_written_in_one_way(string type, string? space, string name, string? version, string expected)
    {
        var url = new PackageUrl(type, space, name, version);

        Assert.Null(url.Fault);
        Assert.Equal(expected, url.ToString());
        Assert.Equal(url, Parsed(expected));
    }

    [Fact]
    public void Qualifiers_stand_in_the_order_of_their_keys_and_empty_ones_do_not() => Assert.Equal(
        "pkg:rpm/fedora/a@1?arch=x86_64&epoch=2",
        new PackageUrl("rpm", "fedora", "a", "1") { Qualifiers = [("epoch", "2"), ("Arch", "x86_64"), ("distro", null), ("upstream", "")] }.ToString());

    [Theory]
    [InlineData("PKG://NPM/%40a/b@1#/x/./../y%20z/", "pkg:npm/%40a/b@1#x/y%20z")]
    [InlineData("pkg:npm/@a/b", "pkg:npm/%40a/b")]
    [InlineData("pkg:oci/Debian@SHA256%3AAB?tag=x&arch=", "pkg:oci/debian@sha256:ab?tag=x")]
    [InlineData("pkg:deb/debian/a@1%2B2?upstream=b@3", "pkg:deb/debian/a@1%2B2?upstream=b%403")]
    [InlineData("pkg:generic/a/b/c/", "pkg:generic/a/b/c")]
    [InlineData("pkg:mlflow/Net?repository_url=x.databricks.net", "pkg:mlflow/net?repository_url=x.databricks.net")]
    [InlineData("pkg:mlflow/Net?repository_url=x.azureml.ms", "pkg:mlflow/Net?repository_url=x.azureml.ms")]
    public void One_that_is_read_becomes_canonical(string text, string canonical) => Assert.Equal(canonical, Parsed(text).ToString());

    [Theory]
    [InlineData("npm/a@1", "pkg:")]
    [InlineData("pkg:npm", "no type, or no name")]
    [InlineData("pkg:1npm/a", "type")]
    [InlineData("pkg:npm/a/@1", "no name")]
    [InlineData("pkg:npm/a%2", "percent")]
    [InlineData("pkg:npm/a%FF", "UTF-8")]
    [InlineData("pkg:npm/a%2Fb/c", "slash")]
    [InlineData("pkg:npm/a?b", "equals")]
    [InlineData("pkg:npm/a?Arch=b", "capital")]
    [InlineData("pkg:npm/a?b%20c=d", "key")]
    [InlineData("pkg:npm/a?b=1&b=2", "same key")]
    [InlineData("pkg:pypi/a/b", "no name spaces")]
    [InlineData("pkg:swift/b", "needs a name space")]
    [InlineData("pkg:swid/b", "tag_id")]
    [InlineData("pkg:cocoapods/.b", "pod")]
    [InlineData("pkg:chrome-extension/abcdefghijklmnopabcdefghijklmnop@1..2", "numbers")]
    public void What_is_none_says_why(string text, string why)
    {
        Assert.False(PackageUrl.TryParse(text, out PackageUrl? url, out string? fault));
        Assert.Null(url);
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_with_capitals_are_mended_when_that_is_asked_for()
    {
        Assert.True(PackageUrl.TryParse("pkg:gem/a?Platform=java", out PackageUrl? url, out _, mends: true));
        Assert.Equal("java", url!.Qualifier("platform"));
    }

    [Fact]
    public void Halves_of_characters_do_no_harm() => Assert.Equal("pkg:npm/a%EF%BF%BD", new PackageUrl("npm", null, "a\ud800", null).ToString());

    [Fact]
    public void What_was_written_is_read_as_the_same() => Gen.Select(Gen.Int[0, Types.Length - 1].Select(type => Types[type]), Gen.String, Gen.String, Gen.String, Gen.String).Sample((type, space, name, version, value) =>
    {
        var url = new PackageUrl(type, type is "pypi" or "oci" ? null : space, name, version) { Qualifiers = [("key", value)], Subpath = value };
        if (url.Fault is not null)
            return;
        PackageUrl read = Parsed(url.ToString());
        Assert.Equal(url, read);
        Assert.Equal(url.ToString(), read.ToString());
    });

    private static PackageUrl Parsed(string text)
    {
        Assert.True(PackageUrl.TryParse(text, out PackageUrl? url, out string? fault), fault);
        return url!;
    }
}
