using System.Text;
using PSLayers.Secrets.Rules;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Files that keep secrets by their names.</summary>
public sealed class PlaceTests : SecretTest
{
    private static readonly string Word = Planted.Fill("{base62:20}", seed: 3);

    public static TheoryData<string, string, string, string> Files => new()
    {
        { "root/.docker/config.json", "{\"auths\": {\n\"r.test\": {\"auth\": \"" + Login("bot") + "\"}}}", "docker-login", ":2" },
        { "root/.docker/config.json", "{\"auths\": {\"r.test\": {\"auth\": \"" + Login("bot") + "\",\"email\":\"a\"}}}", "docker-login", ":1" },
        { "root/.aws/credentials", "[default]\naws_access_key_id = x\naws_session_token=" + Word + Word, "aws-credentials", ":3" },
        { "root/.netrc", "machine h.test\nlogin bot\npassword " + Word + "\n", "netrc-password", ":3" },
        { "root/.netrc", "machine h.test login bot password " + Word, "netrc-password", ":1" },
        { "root/.git-credentials", "https://bot:" + Word + "@git.test\n", "git-credentials", ":1" },
        { "app/.npmrc", "registry=https://r.test/\n//r.test/:_authToken=" + Word, "npmrc-login", ":2" },
        { "root/.pypirc", "[pypi]\nusername = u\npassword = " + Word, "pypirc-password", ":3" },
        { "root/.kube/config", "users:\n- name: a\n  user:\n    token: " + Word, "kubeconfig", ":4" },
        { "etc/kubernetes/admin.conf", "    client-key-data: " + Word + Word + "==", "kubeconfig", ":1" },
        { "root/.pgpass", "# c\ndb:5432:app:bot:" + Word, "postgres-password", ":2" },
        { "root/.my.cnf", "[client]\nuser=a\npassword=\"" + Word + "\"\n", "mysql-password", ":3" },
        { "app/.env", "DEBUG=1\nexport DB_PASSWORD='" + Word + "'\n", "environment-file", ":2" },
        { "app/.env.production", "API_KEY=" + Word, "environment-file", ":1" },
        { "infra/main.tfvars", "db_password = \"" + Word + "\"", "terraform-secret", ":1" },
        { "infra/terraform.tfstate", "{\"outputs\":{\n\"adminPassword\": \"" + Word + "\"}}", "terraform-secret", ":2" },
        { "root/.config/gh/hosts.yml", "h.test:\n  oauth_token: " + Word, "github-cli-login", ":2" },
        { "root/.m2/settings.xml", "<server>\n<password>" + Word + "</password></server>", "maven-password", ":2" },
        { "root/.nuget/NuGet/NuGet.Config", "<add key=\"ClearTextPassword\" value=\"" + Word + "\" />", "nuget-password", ":1" },
        { "root/.vault-token", Word + "\n", "vault-login", ":1" },
        { "root/.gem/credentials", "---\n:rubygems_api_key: " + Word, "rubygems-login", ":2" },
        { "root/.cargo/credentials.toml", "[registry]\ntoken = \"" + Word + "\"", "cargo-login", ":2" },
        { "root/.config/gcloud/application_default_credentials.json", "{\"refresh_token\": \"" + Word + "\"}", "gcloud-login", ":1" },
        { "var/www/wp-config.php", "<?php\ndefine( 'DB_PASSWORD', '" + Word + "' );", "wordpress-password", ":2" },
        { "etc/shadow", "root:*:1:0\nbot:$6$" + Word + ":1:0", "password-hash", ":2" },
        { "root/.s3cfg", "secret_key = " + Word, "s3cmd-key", ":1" },
        { "root/.azure/service_principal_entries.json", "[{\"client_secret\": \"" + Word + "\"}]", "azure-login", ":1" },
        { "root/.yarnrc.yml", "npmAuthToken: " + Word, "yarnrc-login", ":1" },
        { "root/.terraform.d/credentials.tfrc.json", "{\"credentials\": {\"h.test\": {\"token\": \"" + Word + "\"}}}", "terraform-login", ":1" },
        { "root/.composer/auth.json", "{\"http-basic\": {\"h.test\": {\"username\": \"u\", \"password\": \"" + Word + "\"}}}", "composer-login", ":1" },
    };

    public static TheoryData<string, string> Empties => new()
    {
        { "root/.docker/config.json", "{\"auths\": {\"r.test\": {}}, \"credsStore\": \"pass\"}" },
        { "root/.docker/config.json", "{\"auths\": {\"r.test\": {\"auth\": \"bm90aGluZw==\"}}}" },
        { "app/.npmrc", "//r.test/:_authToken=${NPM_TOKEN}" },
        { "app/.npmrc", "//r.test/:_authToken=$NPM_TOKEN" },
        { "app/.env", "DB_PASSWORD=changeme\nTOKEN_URL=https://a.test/x\nSECRET_FILE=/run/secrets/a\nTOKEN_TTL=3600\nPASSWORD=\nPORT=5432" },
        { "app/.env.example", "DB_PASSWORD=your_password\nAPI_KEY=<key>" },
        { "root/.pgpass", "db:5432:app:bot:${PW}" },
        { "root/.my.cnf", "[client]\nuser=root\n" },
        { "etc/shadow", "root:*:19000:0:99999:7:::\ndaemon:!:1:0\n" },
        { "root/.netrc", "machine password login x" },
        { "root/.m2/settings.xml", "<password>${env.PW}</password><password>{encryptedInMaven=}</password>" },
        { "root/.kube/config", "    tokenFile: /var/run/token\n    client-key: /a/b.key" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void What_a_place_keeps_is_found(string path, string content, string kind, string line) =>
        Assert.Equal([$"{kind} /{path}{line} 0"], FoundIn(path, content));

    [Theory]
    [MemberData(nameof(Empties))]
    public void A_place_without_a_secret_has_none(string path, string content) => Assert.Empty(FoundIn(path, content));

    [Fact]
    public void Every_place_has_a_file_here()
    {
        IEnumerable<string> tested = ((IEnumerable<object[]>)Files).Select(row => (string)row[2]);

        Assert.Empty(SecretRules.Default.Places.Select(place => place.Rule.Kind).Except(tested));
    }

    [Fact]
    public void The_surer_rule_names_what_two_find()
    {
        Assert.Equal(["npm-token /app/.npmrc:1 0"], FoundIn("app/.npmrc", $"//r.test/:_authToken={Planted.Token("npm-token")}"));
        Assert.Equal(["aws-secret-access-key /root/.aws/credentials:3 0"],
            FoundIn("root/.aws/credentials", Planted.Fill("[default]\naws_access_key_id = AKIA{base32:16}\naws_secret_access_key = {base64:40}\n", seed: 4)));
        Assert.Equal(["github-token /a:1 0"], FoundIn("a", $"https://bot:{Planted.Token("github-token")}@git.test/a"));
    }

    [Fact]
    public void A_service_account_is_told_from_other_keys()
    {
        string key = Planted.PrivateKey.Replace("\n", "\\n", StringComparison.Ordinal);

        Assert.Equal(["gcp-service-account /key.json:3 0"], FoundIn("key.json", $"{{\n\"type\": \"service_account\",\n\"private_key\": \"{key}\\n\"}}"));
    }

    [Fact]
    public void Encrypted_keys_are_of_little_worth()
    {
        using var rsa = System.Security.Cryptography.ECDsa.Create();
        string encrypted = rsa.ExportEncryptedPkcs8PrivateKeyPem("a", new(System.Security.Cryptography.PbeEncryptionAlgorithm.Aes128Cbc, System.Security.Cryptography.HashAlgorithmName.SHA256, 1));

        Assert.Equal(["encrypted-private-key /a:1 0"], FoundIn("a", encrypted));
    }

    private static string Login(string user) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{user}:{Word}"));
}
