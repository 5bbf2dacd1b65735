using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Secrets;
using PSLayers.Secrets.Search;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Files that are made to make the search slow, or to fill memory.</summary>
public sealed class HostileSecretTests : SecretTest
{
    // So much that anything but linear work would never end.
    private const int Large = 8 << 20;

    [Theory]
    [InlineData("ghp_")]
    [InlineData("eyJhbGciOi")]
    [InlineData("eyJhbGciOi.")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END")]
    [InlineData("PRIVATE KEY")]
    [InlineData("PuTTY-User-Key-File-")]
    [InlineData("PuTTY-User-Key-File-2: a\nEncryption: none\nPrivate-Lines: 1\n")]
    [InlineData("://")]
    [InlineData("a://b:c@")]
    [InlineData("://a:a")]
    [InlineData("AKIA")]
    [InlineData("secret_access_key=")]
    [InlineData("AccountKey=")]
    [InlineData("1:AA")]
    [InlineData("+ASt")]
    [InlineData("sk-proj-")]
    [InlineData("sk-proj-T3BlbkFJ")]
    [InlineData("pypi-AgEIcHlwaS5vcmc")]
    public void Words_that_go_on_and_on_are_nothing_and_cost_little(string word)
    {
        byte[] one = Encoding.ASCII.GetBytes(word), text = new byte[Large];
        for (int at = 0; at < text.Length; at += one.Length)
            one.AsSpan(0, Math.Min(one.Length, text.Length - at)).CopyTo(text.AsSpan(at));

        Assert.Empty(Hits(text));
    }

    [Fact]
    public void A_line_without_an_end_is_searched_like_others()
    {
        byte[] text = new byte[Large];
        text.AsSpan().Fill((byte)'a');
        Encoding.ASCII.GetBytes($"'{Planted.Token("gitlab-token")}'").CopyTo(text.AsSpan(Large - 100));

        Assert.Equal(1, Assert.Single(Hits(text)).Line);
    }

    [Fact]
    public void A_place_full_of_signs_costs_little()
    {
        byte[] text = new byte[1 << 20];
        text.AsSpan().Fill((byte)'=');

        Assert.Empty(Found(Load(new TarBuilder().File(".env", text).File("root/.docker/config.json", new string(':', 1 << 20)).File("root/.m2/settings.xml", string.Concat(Enumerable.Repeat("<password>", 100_000))))));
    }

    [Fact]
    public void Secrets_beyond_the_limit_of_a_file_are_counted_in_one_warning()
    {
        string many = string.Concat(Enumerable.Range(0, 2500).Select(seed => Planted.Token("gitlab-token", seed) + "\n"));
        ImageSecrets secrets = Secrets(Load(new TarBuilder().File("a", many).File("b", many)));

        Assert.Equal(2000, secrets.Found.Count);
        ImageWarning warning = Assert.Single(secrets.Warnings);
        Assert.Equal(ImageErrorId.CountLimit, warning.ErrorId);
        Assert.Contains("SecretsOfFile", warning.Message, StringComparison.Ordinal);
        Assert.Contains("1 more", warning.Message, StringComparison.Ordinal);
        Assert.Contains("3000 are left out", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_beyond_the_limits_of_an_image_are_counted()
    {
        TarBuilder layer = new TarBuilder().File("a", Planted.Token("github-token", 1)).File("b", Planted.Token("github-token", 2) + "\n" + Planted.Token("github-token", 3)).File("c", Planted.Token("github-token", 4));

        ImageSecrets few = Secrets(LoadWith(new ReadLimits { SecretsOfImage = 3 }, layer)), shorter = Secrets(LoadWith(new ReadLimits { SecretText = 100 }, layer));

        Assert.Equal((3, 2), (few.Found.Count, shorter.Found.Count));
        Assert.Contains("1 are left out", Assert.Single(few.Warnings).Message, StringComparison.Ordinal);
        Assert.Contains("2 are left out", Assert.Single(shorter.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_that_is_named_again_and_again_is_told_as_often_as_the_limit_allows()
    {
        byte[] tar = new TarBuilder().File("a", Planted.Token("github-token", 1)).File("b", Planted.Token("github-token", 2)).Build();
        var builder = new ImageBuilder();
        for (int i = 0; i < 50; i++)
            builder.Layer(tar);
        string path = Folder.Write("many.tar", builder.Tag("a:1").DockerArchive());
        LayeredImage image = PSLayers.Trees.ImageOpening.Read(PSLayers.Sources.ImageArchive.Open(path, limits: new ReadLimits { SecretsOfImage = 7 }).Images[0], new ReadMeter());

        ImageSecrets secrets = Secrets(image);

        Assert.Equal(7, secrets.Found.Count);
        Assert.Contains("limit SecretsOfImage", Assert.Single(secrets.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_in_a_setting_without_end_costs_little()
    {
        string text = string.Concat(Enumerable.Repeat("password=$", 100_000));

        Assert.Empty(Found(Load(new TarBuilder().File(".env", text))));
    }

    [Fact]
    public void An_instruction_of_secrets_alone_is_not_shown()
    {
        string words = string.Join(' ', Enumerable.Range(0, 200).Select(seed => $"T{seed}_TOKEN={Planted.Fill("{base62:20}", seed: seed)}"));
        var image = OpenOne(new ImageBuilder().Layer(new TarBuilder().File("a"), createdBy: $"|200 {words} /bin/sh -c make").OciArchive());

        Assert.Equal(["…"], Secrets(LayeredImage.Of(image, Contents(image), default)).Found.Select(secret => secret.CreatedBy).Distinct());
    }

    [Fact]
    public void The_memory_of_a_search_does_not_grow_with_the_text()
    {
        var hits = new SecretHits(10);
        hits.BeginText();
        using var scan = new SecretScan(new SecretOptions().Finder, hits);
        byte[] piece = new byte[1 << 20];
        scan.Begin();
        scan.Add(piece);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 64; i++)
            scan.Add(piece);
        scan.End();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }

    [Fact]
    public void A_search_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ImageSecrets.Of(Load(new TarBuilder().File("a", "b")), new SecretOptions(), new ReadMeter(stop.Token)));
    }

    [Fact]
    public void Names_and_values_are_safe_to_show()
    {
        LayeredImage image = Load(new TarBuilder().File("a\u001b[31m\n/.env", "A_PASSWORD='x\u001b[31mlongerpassword1'\nB_PASSWORD=ünsafe\u202Epassword77"));

        foreach (ImageSecret secret in Secrets(image, new SecretOptions { IncludesValue = true }).Found)
            Assert.DoesNotContain($"{secret.InnerPath}{secret.Match}{secret.Value}{secret.Place}{secret}", c => c is < ' ' or '\u202E');
    }
}
