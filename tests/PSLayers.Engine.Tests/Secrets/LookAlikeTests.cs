using PSLayers.Secrets;
using PSLayers.Secrets.Rules;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>What looks like a secret and is none.</summary>
public sealed class LookAlikeTests : SecretTest
{
    public static TheoryData<string> Texts =>
    [
        // Names that begin like tokens.
        "npm_config_registry=https://registry.test/", "npm_package_dependencies_something_long_and_more", "#define hf_sizeOfTheBufferThatIsNeededForIt 3",
        "ghp_" + new string('a', 36), "AKIAIOSFODNN7" + "EXAMPLE", "import AIza from './AIzaSomethingLongEnoughToBeAKeyButItIsNot'", "SG.x.y", "xoxb-not-a-token", "dapi: disabled",
        // Addresses without a password, or with a template in its place.
        "http://www.gnu.org/licenses/", "https://user@host/path", "postgres://user:password@localhost/db", "postgres://${USER}:${PASSWORD}@db/app", "http://user:pass@example.com/", "%s://%s:%s@%s:%d",
        "mysql://root:root@db/app", "redis://:@cache", "https://a.test/x:y@z", "ftp://joe:secret@ftp.example.org", "http://<user>:<password>@host", "smtp://{user}:{password}@{host}", "git+ssh://git@git.test:2222/a.git",
        "ldap://admin:$(cat /run/secret)@ldap", "amqp://guest:guest@localhost:5672",
        // Keys that are none.
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----", "if line == '-----BEGIN RSA PRIVATE KEY-----':", "-----BEGIN PRIVATE KEY-----\nYour key here\n-----END PRIVATE KEY-----",
        "-----BEGIN PUBLIC KEY-----\n" + "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----", "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----",
        "PuTTY-User-Key-File-2: ssh-rsa", "-----BEGIN OPENSSH PRIVATE KEY-----",
        // The web token that every page shows, and what only begins like one.
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ." + "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        "eyJhbGciOiJIUzI1NiJ9", "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzb21lIjoicGF5bG9hZCJ9.4twFt5NiznN84AWoo1d7KO1T_yoc0Z6XOpOVswacPZg", "http://jane:p%40ssword@g.test",
        "eyJhbGciOiJIUzI1NiJ9.bm90IGpzb24.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl",
        // Settings without a value.
        "aws_secret_access_key = ", "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY", "SECRET_ACCESS_KEY=${SECRET}", "secretAccessKey: da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "AccountKey=<key>;", "SharedAccessKey=...", "00:AA:11:22:33:44", "8Q~ is what it has",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Nothing_is_found(string text) => Assert.Empty(Hits($"a\n{text}\nb\n").Select(hit => $"{hit.Kind}: {hit.Value}"));

    [Fact]
    public void Words_of_the_rules_alone_are_nothing() =>
        Assert.Empty(Hits(string.Join('\n', SecretRules.Default.Rules.SelectMany(rule => rule.Shapes.Select(shape => shape.Literal).Concat(rule.Anchors)).Select(System.Text.Encoding.ASCII.GetString))));

    [Fact]
    public void A_password_of_this_machine_itself_is_of_little_worth() =>
        Assert.Equal(SecretConfidence.Low, Assert.Single(Hits("postgres://app:r3alLooking9x@localhost/app")).Confidence);
}
