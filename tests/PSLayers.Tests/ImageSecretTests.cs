using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests;

/// <summary>Find-ImageSecret as users type it.</summary>
[Collection(SharedSession.Name)]
public sealed class ImageSecretTests : IDisposable
{
    // Nobody's passwords.
    private const string First = "n0body-ever-had-th1s", Second = "n0body-ever-had-th4t";

    private readonly TempFolder _folder = new();
    private readonly Session _session;
    private readonly string _image;

    public ImageSecretTests(Session session)
    {
        _session = session;
        _image = _folder.Write("app.tar", new ImageBuilder()
            .Layer(new TarBuilder().File("root/.netrc", $"machine h.test\nlogin a password {First}\n"), createdBy: $"RUN echo {First} > /root/.netrc")
            .Layer(new TarBuilder().Whiteout("root/.netrc").File("app/.env", $"DB_PASSWORD={Second}\n"))
            .Config(config => config["config"] = new JsonObject { ["Env"] = new JsonArray($"API_TOKEN={Second}") })
            .Tag("app:1").DockerArchive());
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Find-ImageSecret $a")]
    [InlineData("$a | Find-ImageSecret")]
    [InlineData("Find-ImageSecret -LiteralPath $a")]
    [InlineData("Get-ContainerImage $a | Find-ImageSecret")]
    [InlineData("Find-ImageSecret $a -Kind *")]
    public void Secrets_come_however_the_image_is_named(string command)
    {
        Result result = _session.Run(command, _image);

        Assert.Empty(result.Errors);
        Assert.Equal(["named-secret", "netrc-password", "environment-file"], result.Texts("Kind"));
        Assert.Equal([null, 0, 1], result.Of("LayerIndex"));
        Assert.Equal([true, false, true], result.Of("Visible"));
        Assert.Equal([null, 1, null], result.Of("HiddenByLayer"));
        Assert.Equal([null, 2L, 1L], result.Of("Line"));
        Assert.All(result.Of("Value"), Assert.Null);
        Assert.DoesNotContain(First, result.Texts("CreatedBy")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Find-ImageSecret $a -Kind netrc-password", "netrc-password")]
    [InlineData("Find-ImageSecret $a -Kind NAMED*", "named-secret")]
    [InlineData("Find-ImageSecret $a /app", "environment-file")]
    [InlineData("Get-ContainerImage $a | Find-ImageSecret *.env", "environment-file")]
    [InlineData("Find-ImageSecret $a -Layer 0", "netrc-password")]
    [InlineData("Get-ImageLayer $a | Select-Object -Last 1 | Find-ImageSecret", "environment-file")]
    [InlineData("Find-ImageSecret $a | Where-Object Confidence -GE High", "netrc-password")]
    public void What_is_wanted_can_be_said(string command, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', _session.Run(command, _image).Texts("Kind")));

    [Fact]
    public void Values_are_shown_when_they_are_asked_for() =>
        Assert.Equal([Second, First, Second], _session.Run("Find-ImageSecret $a -IncludeValue", _image).Texts("Value"));

    [Fact]
    public void The_table_has_no_secret()
    {
        string shown = _session.Show("Find-ImageSecret $a", _image);

        Assert.Contains("/root/.netrc:2", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("n0body", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_known_is_not_shown_again()
    {
        string lines = _folder.Write("allow.txt", Encoding.UTF8.GetBytes("# known\n" + string.Join('\n', _session.Run("(Find-ImageSecret $a -Kind netrc*, env*).Fingerprint", _image).Output)));

        Assert.Equal(["named-secret"], _session.Run($"Find-ImageSecret $a -Allow '{lines}'", _image).Texts("Kind"));
        Assert.Equal(["named-secret"], _session.Run($"Find-ImageSecret $a -Kind netrc*, env* | ConvertTo-Json -EnumsAsStrings | Set-Content '{lines}'; Find-ImageSecret $a -Allow '{lines}'", _image).Texts("Kind"));
    }

    [Fact]
    public void Rules_of_ones_own_are_added()
    {
        string rules = _folder.Write("rules.toml", "[[rules]]\nid = \"mine\"\nregex = '''n0body-[a-z-]+'''\n[extend]\nuseDefault = true"u8.ToArray());

        Result result = _session.Run($"Find-ImageSecret $a -Rule '{rules}' -Kind mine -WarningVariable said -WarningAction SilentlyContinue; $said", _image);

        Assert.Equal("mine", result.Output[0].Get("Kind"));
        Assert.Contains("extend has no meaning here", result.Output[^1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Kind cobol", "SecretKindUnknown")]
    [InlineData("-Rule none.toml", "PathNotFound")]
    [InlineData("-Rule $a", "SecretRulesInvalid")]
    [InlineData("-Allow $a", "AllowListInvalid")]
    [InlineData("-Layer 7", "NoSuchLayer")]
    [InlineData("/none", "FileNotFound")]
    public void What_cannot_be_is_an_error(string arguments, string id) =>
        Assert.Equal($"{id},PSLayers.Commands.FindImageSecretCommand", _session.Run($"Find-ImageSecret $a {arguments}", _image).Error.FullyQualifiedErrorId);

    [Fact]
    public void Kinds_complete() => Assert.Equal(["jwt"], _session.Complete("Find-ImageSecret x.tar -Kind jw").Select(result => result.CompletionText));
}
