using PSLayers.Fixtures;
using PSLayers.Secrets;
using PSLayers.Secrets.Rules;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>A secret is found in whichever layer it is, and whatever later layers did to it.</summary>
public sealed class LayerPlaceTests : SecretTest
{
    public static TheoryData<string> Kinds => [.. SecretRules.Default.Rules.Select(rule => rule.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_found_in_each_place(string kind)
    {
        string Text(int seed) => "first\n" + Planted.Fill(Example(kind, seed), seed: seed) + "\n";
        LayeredImage image = Load(
            new TarBuilder().File("bottom", Text(1)).File("replaced", Text(2)).File("removed", Text(3)).File("dir/removed", Text(4)).File("opaque/hidden", Text(5)).File("file/below", Text(6)),
            new TarBuilder().File("middle", Text(7)).File("replaced", Text(8)).Whiteout("removed").Whiteout("dir"),
            new TarBuilder().File("top", Text(9)).File("middle", "nothing").Opaque("opaque").File("file", "a file where a directory was"));

        Assert.Equal(
            [
                $"{kind} /bottom:2 0", $"{kind} /dir/removed:2 0 hidden by 1", $"{kind} /file/below:2 0 hidden by 2", $"{kind} /middle:2 1 hidden by 2", $"{kind} /opaque/hidden:2 0 hidden by 2",
                $"{kind} /removed:2 0 hidden by 1", $"{kind} /replaced:2 0 hidden by 1", $"{kind} /replaced:2 1", $"{kind} /top:2 2",
            ],
            Found(image).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_stands_twice_in_a_layer_is_two()
    {
        LayeredImage image = Load(new TarBuilder().File("a", Planted.Token("github-token", 1)).File("a", Planted.Token("github-token", 2)));

        Assert.Equal(["github-token /a:1 0 hidden by 0", "github-token /a:1 0"], Found(image));
    }

    [Fact]
    public void A_further_name_of_a_file_is_the_same_secret()
    {
        LayeredImage image = Load(new TarBuilder().File("a", Planted.Token("github-token")).HardLink("b", "a").Symlink("c", "a"));

        Assert.Equal(["github-token /a:1 0"], Found(image));
    }

    [Fact]
    public void A_layer_that_the_image_names_twice_is_read_once_and_told_for_each_place()
    {
        byte[] tar = new TarBuilder().File("a", Planted.Token("github-token")).Build();
        byte[] removal = new TarBuilder().Whiteout("a").Build();
        LayeredImage image = Load(Packing.None, [tar, removal, tar]);
        var meter = new Bytes.ReadMeter();

        ImageSecrets secrets = ImageSecrets.Of(image, new SecretOptions(), meter);

        Assert.Equal([(0, false), (2, true)], secrets.Found.Select(secret => (secret.LayerIndex!.Value, secret.Visible)));
        Assert.Equal(40, meter.Done);
    }

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Compressed_layers_are_searched_as_plain_ones(Packing packing)
    {
        byte[] tar = new TarBuilder().File("a", new byte[3 << 20]).File("b", "\n\n" + Planted.Token("github-token")).Build();

        Assert.Equal(["github-token /b:3 0"], Found(Load(packing, tar)));
    }

    [Fact]
    public void Only_layers_and_paths_that_are_wanted_are_searched()
    {
        LayeredImage image = Load(
            new TarBuilder().File("etc/a", Planted.Token("github-token", 1)).File("root/b.txt", Planted.Token("github-token", 2)),
            new TarBuilder().File("root/.ssh/c", Planted.Token("github-token", 3)));

        Assert.Equal(["github-token /root/.ssh/c:1 1"], Found(image, new SecretOptions { Layers = [1] }));
        Assert.Equal(["github-token /root/b.txt:1 0", "github-token /root/.ssh/c:1 1"], Found(image, new SecretOptions { InnerPaths = ["/root"] }));
        Assert.Equal(["github-token /root/b.txt:1 0"], Found(image, new SecretOptions { InnerPaths = ["*.txt"] }));
        Assert.Equal(Errors.ImageErrorId.FileNotFound, Assert.Single(Secrets(image, new SecretOptions { InnerPaths = ["/none"] }).Errors).ErrorId);
    }

    [Fact]
    public void The_same_secret_has_the_same_fingerprint_in_another_build()
    {
        string text = Planted.Token("github-token");
        ImageSecret one = Assert.Single(Secrets(Load(new TarBuilder().File("a", text))).Found);
        ImageSecret other = Assert.Single(Secrets(Load(new TarBuilder().File("x"), new TarBuilder().File("a", "\n\n" + text))).Found);

        Assert.Equal(one.Fingerprint, other.Fingerprint);
        Assert.Empty(Found(Load(new TarBuilder().File("a", text)), new SecretOptions { Allowed = new HashSet<string> { one.Fingerprint } }));
        Assert.NotEqual(one.Fingerprint, Assert.Single(Secrets(Load(new TarBuilder().File("b", text))).Found).Fingerprint);
    }

    [Fact]
    public void The_secret_itself_is_shown_only_when_it_is_asked_for()
    {
        string token = Planted.Token("github-token");
        LayeredImage image = Load(new TarBuilder().File("a", token));

        Assert.Null(Assert.Single(Secrets(image).Found).Value);
        Assert.DoesNotContain(token[8..], System.Text.Json.JsonSerializer.Serialize(Assert.Single(Secrets(image).Found)), StringComparison.Ordinal);
        Assert.Equal(token, Assert.Single(Secrets(image, new SecretOptions { IncludesValue = true }).Found).Value);
    }

    [Theory]
    [InlineData("private-key", "opt/node_modules/tunnel/test/key.pem", SecretConfidence.Low)]
    [InlineData("private-key", "usr/local/lib/python3.11/test/key.pem", SecretConfidence.Low)]
    [InlineData("private-key", "usr/local/go/src/crypto/tls/testdata/key.pem", SecretConfidence.Low)]
    [InlineData("private-key", "opt/key.pem", SecretConfidence.High)]
    [InlineData("github-token", "opt/node_modules/tunnel/test/token", SecretConfidence.High)]
    public void Keys_in_packages_of_a_language_are_most_likely_made_for_tests(string kind, string path, SecretConfidence expected) =>
        Assert.Equal(expected, Assert.Single(Secrets(Load(new TarBuilder().File(path, Planted.Fill(Example(kind, 1))))).Found).Confidence);

    private static string Example(string kind, int seed)
    {
        SecretRule rule = SecretRules.Default.Rules.First(rule => rule.Kind == kind);
        return rule.Shapes.Count > 0 ? Planted.Token(rule, rule.Shapes[0].Text, longest: false, seed) : rule.Examples[0];
    }
}
