using System.Text.Json.Nodes;
using PSLayers.Fixtures;
using PSLayers.Secrets;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Secrets in what an image says of itself.</summary>
public sealed class ConfigSecretTests : SecretTest
{
    private static readonly string Word = Planted.Fill("{base62:20}", seed: 9);

    [Fact]
    public void Environment_labels_and_commands_are_searched()
    {
        LayeredImage image = Of(new ImageBuilder().Layer(new TarBuilder().File("a")).Config(config => config["config"] = new JsonObject
        {
            ["Env"] = new JsonArray("PATH=/bin", $"DB_PASSWORD={Word}", $"DSN=postgres://app:{Word}@db/app", "TOKEN_FILE=/run/a", "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", $"GH={Planted.Token("github-token")}"),
            ["Labels"] = new JsonObject { ["deploy"] = Planted.Token("gitlab-token"), ["api.token"] = Word },
            ["Cmd"] = new JsonArray("serve", $"--password={Word}"),
            ["Healthcheck"] = new JsonObject { ["Test"] = new JsonArray("CMD-SHELL", $"curl -H 'X: {Planted.Token("gitlab-token", 2)}' a") },
        }));

        Assert.Equal(
            [
                "github-token Environment GH ", "gitlab-token Command Healthcheck ", "gitlab-token Label deploy ", "named-secret Command Cmd ",
                "named-secret Environment DB_PASSWORD ", "named-secret Label api.token ", "url-password Environment DSN ",
            ],
            Found(image).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Arguments_of_the_build_stay_in_the_history()
    {
        string token = Planted.Token("npm-token");
        LayeredImage image = Of(new ImageBuilder()
            .Layer(new TarBuilder().File("a"), createdBy: "ADD a /")
            .EmptyHistory("ARG DEPLOY_TOKEN=" + Word)
            .Layer(new TarBuilder().File("b"), createdBy: $"RUN |2 NPM_TOKEN={token} MODE=two words /bin/sh -c npm ci # buildkit")
            .Layer(new TarBuilder().File("c"), createdBy: $"|2 NPM_TOKEN={token} MODE=two words /bin/sh -c npm run build")
            .Layer(new TarBuilder().File("d"), createdBy: $"/bin/sh -c export API_KEY={Word}x && make")
            .EmptyHistory($"/bin/sh -c #(nop)  ENV ADMIN_PASSWORD={Word}"));

        Assert.Equal(
            ["named-secret BuildArgument DEPLOY_TOKEN ", "npm-token BuildArgument NPM_TOKEN 1", "named-secret History step 4 3", "named-secret History step 5 "],
            Found(image));
    }

    [Fact]
    public void An_instruction_is_shown_without_its_secrets()
    {
        string key = Planted.Token("github-token");
        LayeredImage image = Of(new ImageBuilder().Layer(new TarBuilder().File("a", key), createdBy: $"/bin/sh -c echo {key} > /a && PASSWORD={Word} login"));

        Assert.Equal(["/bin/sh -c echo … > /a && PASSWORD=… login"], Secrets(image).Found.Select(secret => secret.CreatedBy).Distinct());
        Assert.Contains(key, Secrets(image, new SecretOptions { IncludesValue = true }).Found[0].CreatedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_asks_for_layers_or_paths_asks_for_files()
    {
        LayeredImage image = Of(new ImageBuilder().Layer(new TarBuilder().File("a"), createdBy: $"RUN PASSWORD={Word} login"));

        Assert.Single(Found(image));
        Assert.Empty(Found(image, new SecretOptions { Layers = [0] }));
        Assert.Empty(Found(image, new SecretOptions { InnerPaths = ["/a"] }));
    }

    [Theory]
    [InlineData("DB_PASSWORD", true)]
    [InlineData("dbPassword", true)]
    [InlineData("POSTGRESQL_ROOT_PASSWORD", true)]
    [InlineData("api-key", true)]
    [InlineData("GITHUB_TOKEN", true)]
    [InlineData("client_secret", true)]
    [InlineData("AWS_SECRET_ACCESS_KEY", true)]
    [InlineData("TOKEN_URL", false)]
    [InlineData("PASSWORD_FILE", false)]
    [InlineData("TOKENIZERS_PARALLELISM", false)]
    [InlineData("GPG_KEY", false)]
    [InlineData("KEY", false)]
    [InlineData("SECRET_NAME", false)]
    [InlineData("PASSENGER_VERSION", false)]
    public void Names_sound_secret_or_not(string name, bool expected) =>
        Assert.Equal(expected, PSLayers.Secrets.Matching.SecretNames.SoundSecret(System.Text.Encoding.ASCII.GetBytes(name)));

    private LayeredImage Of(ImageBuilder builder)
    {
        var image = OpenOne(builder.OciArchive());
        return LayeredImage.Of(image, Contents(image), default);
    }
}
