using System.Text;
using PSLayers.Errors;
using PSLayers.Engine.Tests.Secrets;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Policy;
using PSLayers.Policy.Documents;
using PSLayers.Policy.Rules;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>The rules of this module's own form.</summary>
public sealed class RuleTests : PolicyTestBase
{
    [Theory]
    [InlineData("NoRoot: true", null)]
    [InlineData("noroot: TRUE", null)]
    [InlineData("AllowedPorts: ['8080', 53/udp, 443/tcp]", null)]
    [InlineData("AllowedPorts: [8080/udp, 53/udp]", "expected no port 8080/tcp but the image exposes it")]
    [InlineData("AllowedPorts: []", "expected no port 8080/tcp but the image exposes it; expected no port 53/udp but the image exposes it")]
    [InlineData("RequiredLabels: title", null)]
    [InlineData("RequiredLabels: [empty]", "expected the label empty but the image has none")]
    [InlineData("RequiredLabels: { title: my * image }", null)]
    [InlineData("RequiredLabels: { title: your* }", "expected the label title to be 'your*' but it was 'my test image'")]
    [InlineData("AllowedSetuid: [/bin/su]", null)]
    [InlineData("AllowedSetuid: ['s?']", null)]
    [InlineData("MaxSize: 1000", null)]
    [InlineData("MaxSize: 10", "expected at most 10 bytes of files in all layers but it was 138")]
    [InlineData("MaxWastedSize: 1000", null)]
    [InlineData("MaxWastedSize: 1", "expected at most 1 bytes that no container sees but it was 25")]
    [InlineData("MaxLayers: 3", null)]
    [InlineData("MaxLayers: 2", "expected at most 2 layers but it was 3")]
    [InlineData("MaxAgeDays: 10", null)]
    [InlineData("MaxAgeDays: 9", "expected at most 9 days but it was made 10 days ago, on 2024-01-02")]
    public void An_image_keeps_to_a_rule_or_is_told_what_is_wrong(string text, string? message)
    {
        ImagePolicyResult result = One(Own(text));

        Assert.Equal((message is null ? PolicyVerdict.Passed : PolicyVerdict.Failed, message ?? ""), (result.Result, result.Message));
    }

    [Theory]
    [InlineData("", "expected a user but the image names none, which is root")]
    [InlineData("0:5", "expected another user than root but it was 0")]
    [InlineData("root", "expected another user than root but it was root")]
    [InlineData("toor", "expected another user than root but toor has the number 0 in /etc/passwd (layer 0: ")]
    public void Root_is_root_by_any_name(string user, string message) =>
        Assert.StartsWith(message, One(Own("NoRoot: true"), Image(Builder().Config(config => config["config"]!["User"] = user))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_rule_that_is_switched_off_is_no_test() => Assert.Equal("has a test", One(Own("NoRoot: false")).Test);

    [Fact]
    public void A_setuid_file_is_told_with_its_layer()
    {
        ImagePolicyResult result = One(Own("AllowedSetuid: []"));

        Assert.StartsWith("expected no -rwsr-xr-x /bin/su (layer 0: ", result.Message, StringComparison.Ordinal);
        Assert.Equal(("/bin/su", 0), (result.InnerPath, result.LayerIndex));
        Assert.Equal(PolicyVerdict.Passed, One(Own("AllowedSetuid: []"), Image(Builder().Layer(new TarBuilder().File("bin/su", "x")))).Result);
    }

    [Fact]
    public void A_package_of_a_language_counts_also_where_the_system_brought_it()
    {
        const string Metadata = "usr/lib/python3/dist-packages/six-1.16.0.egg-info";
        ImageBuilder builder = Builder().Layer(new TarBuilder()
            .File("var/lib/dpkg/status", "Package: python3-six\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n")
            .File("var/lib/dpkg/info/python3-six.list", $"/{Metadata}\n").File(Metadata, "Name: six\nVersion: 1.16.0\n"));

        Assert.StartsWith("expected no six but there is six 1.16.0", One(Own("DeniedPackages: [six]"), Image(builder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DeniedPackages: ['c*']", null)]
    [InlineData("DeniedPackages: [a < 1.0]", null)]
    [InlineData("DeniedPackages: [a = 1.0-1]", "expected no a = 1.0-1 but there is a 1.0-1 of /var/lib/dpkg/status (layer 0: ")]
    [InlineData("DeniedPackages: ['a = 1.*']", "expected no a = 1.* but there is a 1.0-1")]
    [InlineData("DeniedPackages: ['a<2']", "expected no a < 2 but there is a 1.0-1")]
    [InlineData("DeniedPackages: ['a <= 1:0']", "expected no a <= 1:0 but there is a 1.0-1")]
    [InlineData("DeniedPackages: ['?']", "expected no ? but there is a 1.0-1")]
    [InlineData("RequiredPackages: ['a > 0.9~', 'b >= 2']", null)]
    [InlineData("RequiredPackages: [c]", "expected c but there is no such package")]
    [InlineData("RequiredPackages: [b > 2]", "expected b > 2 but it was b 2 of /var/lib/dpkg/status (layer 1: ")]
    public void Packages_are_denied_and_required_by_name_and_version(string text, string? message)
    {
        ImageBuilder builder = new ImageBuilder().Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1.0-1\n\nPackage: b\nVersion: 1\n"))
            .Layer(new TarBuilder().File("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1.0-1\n\nPackage: b\nVersion: 2\n"));
        LayeredImage image = Image(builder);

        List<ImagePolicyResult> results = Run(Own(text), image);

        if (message is null)
            Assert.All(results, result => Assert.Equal((PolicyVerdict.Passed, ""), (result.Result, result.Message)));
        else
            Assert.StartsWith(message, Assert.Single(results).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_stands_on_the_layers_of_another_whatever_either_claims()
    {
        var low = new TarBuilder().File("a", "1");
        var middle = new TarBuilder().File("b", "2");
        var top = new TarBuilder().File("c", "3");
        byte[] lowTar = low.Build(), middleTar = middle.Build();
        ImageBuilder image = new ImageBuilder().Layer(lowTar).Layer(middleTar, Packing.Gzip).Layer(top);
        Folder.Write("base.tar", new ImageBuilder().Layer(lowTar, Packing.Gzip).Layer(middleTar).OciArchive());
        Folder.Write("other.tar", new ImageBuilder().Layer(lowTar).Layer(new TarBuilder().File("b", "X")).DockerArchive());
        Folder.Write("liar.tar", new ImageBuilder().Layer(new TarBuilder().File("evil")).Config(config => config["rootfs"]!["diff_ids"]![0] = $"{Digest.Of(lowTar)}").DockerArchive());
        string chain = ChainId.Next($"{Digest.Of(lowTar)}", $"{Digest.Of(middleTar)}", isBase: false)!;

        Assert.Equal(PolicyVerdict.Passed, One(Own("BaseImage: base.tar"), Image(image)).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Own("BaseImage: [other.tar, base.tar]"), Image(image)).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Own($"BaseImage: {chain}"), Image(image)).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Own($"BaseImage: {Digest.Of(lowTar)}"), Image(image)).Result);
        Assert.StartsWith("expected the layers of other.tar at the bottom but they are others: layer 0", One(Own("BaseImage: other.tar"), Image(image)).Message, StringComparison.Ordinal);
        Assert.Equal(PolicyVerdict.Failed, One(Own("BaseImage: liar.tar"), Image(image)).Result);
        Assert.Equal(PolicyVerdict.Failed, One(Own($"BaseImage: {Digest.Of(middleTar)}"), Image(image)).Result);
        Assert.Equal(PolicyVerdict.Failed, One(Own("BaseImage: none.tar"), Image(image)).Result);
        LayeredImage liar = Image(new ImageBuilder().Layer(new TarBuilder().File("evil")).Config(config => config["rootfs"]!["diff_ids"]![0] = $"{Digest.Of(lowTar)}"));
        Assert.Equal(PolicyVerdict.Failed, One(Own($"BaseImage: {Digest.Of(lowTar)}"), liar).Result);
    }

    [Fact]
    public void A_secret_of_any_layer_is_told_unless_it_is_known()
    {
        LayeredImage image = Image(new ImageBuilder().Layer(new TarBuilder().File("root/.aws/credentials", $"[default]\naws_access_key_id = {"AKIA" + "Q3EGRX7Z2MHLP4TD"}\naws_secret_access_key = {"k8Jd0vQ2mXw7LbT4yRzN" + "1cGhP5sUeA9fKiOqWx3B"}\n"))
            .Layer(new TarBuilder().Whiteout("root/.aws/credentials")));

        ImagePolicyResult result = One(Own("NoSecrets: true"), image);

        Assert.StartsWith("expected no aws-", result.Message, StringComparison.Ordinal);
        Assert.Contains(" in /root/.aws/credentials:3 (layer 0) ", result.Message, StringComparison.Ordinal);
        Folder.Write("known.txt", Encoding.UTF8.GetBytes(string.Join('\n', result.Message.Split("; ").Select(told => told[^32..]))));
        Assert.Equal(PolicyVerdict.Passed, One(Own("NoSecrets: true\nAllowedSecrets: known.txt"), image).Result);
        Assert.Equal(PolicyVerdict.Passed, One(Own("NoSecrets: true")).Result);
        Assert.Contains("none.txt", Assert.Throws<ImageException>(() => Own("NoSecrets: true\nAllowedSecrets: none.txt")).Message, StringComparison.Ordinal);
        Assert.Contains("makes sense together with NoSecrets only", Assert.Throws<ImageException>(() => Own("AllowedSecrets: known.txt")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_findings_than_are_kept_do_not_pass()
    {
        string[] hashes = [.. Enumerable.Range(0, 5).Select(i => $"user{i}:$apr1$abcdefg{i}$0123456789abcdefghijk{i}")];
        var builder = new ImageBuilder().Layer(new TarBuilder().File("etc/nginx/.htpasswd", string.Join('\n', hashes)));

        Assert.Equal(PolicyVerdict.Passed, One(Own("NoSecrets: true"), Image(builder)).Result);
        ImagePolicyResult result = One(Own("NoSecrets: true"), Image(builder, new ReadLimits { SecretsOfFile = 2 }));

        Assert.Equal(PolicyVerdict.Failed, result.Result);
        Assert.Contains("expected to see every finding", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_message_of_a_secret_does_not_show_it_where_the_instruction_has_it()
    {
        string token = Planted.Token("github-token");
        LayeredImage image = Image(new ImageBuilder().Layer(new TarBuilder().File("x", token), createdBy: $"RUN echo {token} > /x"));

        ImagePolicyResult result = One(Own("NoSecrets: true"), image);
        Assert.DoesNotContain(token, result.Message + result.CreatedBy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NoRot: true", "a policy knows no NoRot; did you mean NoRoot?")]
    [InlineData("Unheard: 1", "a policy knows no Unheard; it knows NoRoot, AllowedSecrets, ")]
    [InlineData("NoRoot: 1", "NoRoot of a policy is true or false")]
    [InlineData("MaxSize: '300MB'", "MaxSize is a whole number, as 20 or 300MB without quotes")]
    [InlineData("MaxLayers: -1", "MaxLayers is a whole number")]
    [InlineData("AllowedPorts: { a: b }", "AllowedPorts of a policy is a list")]
    [InlineData("DeniedPackages: ['a <']", "DeniedPackages has 'a <': expected a name")]
    [InlineData("DeniedPackages: ['a b']", "DeniedPackages has 'a b': expected a name")]
    [InlineData("MaxLayers: 1\nmaxlayers: 2", "a policy has MaxLayers twice")]
    public void What_has_no_meaning_is_an_error(string text, string message)
    {
        ImageException error = Assert.Throws<ImageException>(() => Own(text));

        Assert.Equal(ImageErrorId.PolicyInvalid, error.ErrorId);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private ImagePolicy Own(string text) => RuleReader.Read(PolicyYaml.Read("own.psd1", Encoding.UTF8.GetBytes(text), ReadLimits.Default) with { IgnoresCase = true }, Folder.Root);
}
