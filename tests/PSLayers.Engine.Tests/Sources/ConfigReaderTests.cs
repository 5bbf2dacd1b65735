using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Configs as builders really write them.</summary>
public sealed class ConfigReaderTests : ArchiveTest
{
    [Fact]
    public void Everything_that_a_build_file_can_set_is_there()
    {
        BuiltImage built = HostileInput.SmallImage().Config(env: ["A=1", "B=x=y"], cmd: ["serve", "--port"], entrypoint: ["/bin/app"], user: "1000:1000",
            workingDir: "/srv", labels: new Dictionary<string, string> { ["a"] = "1", ["b"] = "" }, exposedPorts: ["80/tcp", "53/udp", "8080"],
            volumes: ["/data"], stopSignal: "SIGINT", shell: ["/bin/bash", "-c"], onBuild: ["RUN true"], healthcheck: ["CMD-SHELL", "true"])
            .Platform(os: "windows", architecture: "amd64", osVersion: "10.0.1", author: "me")
            .Config(config =>
            {
                config["os.features"] = new JsonArray("win32k");
                config["docker_version"] = "24.0.7";
                config["config"]!["ArgsEscaped"] = true;
                config["config"]!["Healthcheck"]!["Retries"] = 3;
            }).DockerArchive();
        ImageConfig config = OpenOne(built).Config!;

        Assert.Equal(["A=1", "B=x=y"], config.Env);
        Assert.Equal(["serve", "--port"], config.Cmd);
        Assert.Equal(["/bin/app"], config.Entrypoint);
        Assert.Equal(("1000:1000", "/srv", "SIGINT"), (config.User, config.WorkingDir, config.StopSignal));
        Assert.Equal(("1", ""), (config.Labels["a"], config.Labels["b"]));
        Assert.Equal(["80/tcp", "53/udp", "8080"], config.ExposedPorts);
        Assert.Equal(["/data"], config.Volumes);
        Assert.Equal(["/bin/bash", "-c"], config.Shell);
        Assert.Equal(["RUN true"], config.OnBuild);
        Assert.Equal(("healthcheck: CMD-SHELL true", TimeSpan.FromSeconds(30), 3, null), (config.Healthcheck!.ToString(), config.Healthcheck.Interval, config.Healthcheck.Retries, config.Healthcheck.Timeout));
        Assert.Equal(("windows", "amd64", "10.0.1", "me", "24.0.7", true), (config.Os, config.Architecture, config.OsVersion, config.Author, config.DockerVersion, config.ArgsEscaped));
        Assert.Equal(["win32k"], config.OsFeatures);
        Assert.Equal(("small:1", built.ConfigDigest), (config.ImageName, config.ImageId));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config":null,"rootfs":null,"history":null,"created":null,"os":null,"architecture":null,"author":null,"container_config":null}""")]
    [InlineData("""{"config":{"Env":null,"Cmd":null,"Labels":null,"Volumes":null,"ExposedPorts":null,"Healthcheck":null,"User":null,"ArgsEscaped":null}}""")]
    [InlineData("""{"config":{},"rootfs":{"type":"layers","diff_ids":null},"history":[],"created":""}""")]
    [InlineData("""{"config":"text","rootfs":[],"history":{},"created":[7],"os":["linux"],"architecture":{},"author":[],"container_config":[1]}""", "created, config, rootfs, history, os, architecture, author")]
    [InlineData("""{"config":{"Env":{},"Cmd":7,"Labels":[],"Volumes":"x","ExposedPorts":1,"Healthcheck":[],"User":[5],"ArgsEscaped":"yes","Shell":null}}""",
        "config.Env, config.Cmd, config.Labels, config.Volumes, config.ExposedPorts, config.Healthcheck, config.User, config.ArgsEscaped")]
    [InlineData("""{"config":null,"history":"none","rootfs":{"diff_ids":{}}}""", "history, rootfs.diff_ids")]
    [InlineData("""{"config":[],"rootfs":"layers","unknown":{"deep":[1,2,{"a":null}]}}""", "config, rootfs")]
    public void What_is_absent_null_or_of_the_wrong_kind_is_empty_and_each_wrong_field_is_named(string json, string fields = "")
    {
        List<ImageWarning> warnings = [];
        ImageConfig config = ConfigReader.Read(Encoding.UTF8.GetBytes(json), "config.json", warnings);

        Assert.Empty(config.Env);
        Assert.Empty(config.Cmd);
        Assert.Empty(config.Labels);
        Assert.Empty(config.Volumes);
        Assert.Empty(config.ExposedPorts);
        Assert.Empty(config.DiffIds);
        Assert.Empty(config.History);
        Assert.Equal((null, null, null, null, null, null), (config.Created, config.Os, config.Architecture, config.Author, config.User, config.Healthcheck));
        Assert.Equal(json, config.Raw);
        string[] named = [.. warnings.Select(warning => warning.Message.Split(' ')[1])];
        Assert.Equal(fields.Split(", ", StringSplitOptions.RemoveEmptyEntries).Order(), named.Order());
        Assert.All(warnings, warning => Assert.Equal(ImageErrorId.ValueIgnored, warning.ErrorId));
    }

    [Fact]
    public void Strange_values_are_read_as_they_are_meant()
    {
        ImageConfig config = Read("""
            {"config":{"Env":["NOVALUE","=x",null,7,"A=1"],"Cmd":"one string","ExposedPorts":["80/tcp","90"],"Volumes":{"/a":null,"/b":{"x":[]}},
             "Labels":{"n":1,"s":"t","b":true,"f":1.50,"o":{"x": [1]},"z":null},"Healthcheck":{"Test":["NONE"],"Interval":3e10,"Retries":2.0,"Timeout":1e40,"StartPeriod":0}},"history":[{"empty_layer":"true","created_by":5}]}
            """);

        Assert.Equal(["NOVALUE", "=x", "7", "A=1"], config.Env);
        Assert.Equal(["one string"], config.Cmd);
        Assert.Equal(["80/tcp", "90"], config.ExposedPorts);
        Assert.Equal(["/a", "/b"], config.Volumes);
        Assert.Equal(("1", "t", "true", "1.50", "{\"x\": [1]}", ""),
            (config.Labels["n"], config.Labels["s"], config.Labels["b"], config.Labels["f"], config.Labels["o"], config.Labels["z"]));
        Assert.Equal((TimeSpan.FromSeconds(30), 2, null), (config.Healthcheck!.Interval, config.Healthcheck.Retries, config.Healthcheck.StartPeriod));
        ConfigHistory step = Assert.Single(config.History);
        Assert.Equal(("5", false), (step.CreatedBy, step.EmptyLayer));
    }

    [Fact]
    public void A_step_of_the_history_that_is_null_is_a_step_that_says_nothing()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.One("a")).Layer(Samples.One("b")).Layer(Samples.One("c"))
            .History("""[{"created_by":"first"},null,{"created_by":"third"}]""").DockerArchive());

        Assert.Empty(image.Warnings);
        Assert.Equal(["first", null, "third"], Layers(image).Select(layer => layer.CreatedBy));
    }

    [Fact]
    public void A_fault_that_comes_again_and_again_is_one_warning_that_says_where_and_how_often()
    {
        List<ImageWarning> warnings = [];
        ImageConfig config = ConfigReader.Read("""
            {"created":1700000000,"history":[{"created":"2024-01-01T00:00:00Z"},{"created":"0000-01-01T00:00:00Z"},"text",{"created":"never","created_by":[]},7]}
            """u8.ToArray(), "config.json", warnings);

        Assert.Equal(5, config.History.Count);
        Assert.Equal([
            "config.json: history[2] is a text and not an object; it is not read (and 1 more like it).",
            "config.json: history[3].created_by is a list and not a text; it is not read.",
            "config.json: created is '1700000000', which is no time that can be shown.",
            "config.json: history[1].created is '0000-01-01T00:00:00Z', which is no time that can be shown (and 1 more like it).",
        ], warnings.Select(warning => warning.Message));
    }

    [Fact]
    public void Names_count_in_any_case_as_in_Go()
    {
        List<ImageWarning> warnings = [];
        ImageConfig config = ConfigReader.Read("""
            {"Architecture":"arm64","OS":"linux","Variant":"v8","Config":{"env":["A=1"],"CMD":["run"],"labels":{"Key":"1","key":"2"}},
             "RootFS":{"Diff_IDs":["sha256:x"]},"HISTORY":[{"Created_By":"RUN a","EMPTY_LAYER":true,"CreatedBy":"another name"}]}
            """u8.ToArray(), "config.json", warnings);

        Assert.Equal(("arm64", "linux", "v8"), (config.Architecture, config.Os, config.Variant));
        Assert.Equal(("A=1", "run"), (Assert.Single(config.Env), Assert.Single(config.Cmd)));
        Assert.Equal(("1", "2"), (config.Labels["Key"], config.Labels["key"]));
        Assert.Equal(["sha256:x"], config.DiffIds);
        ConfigHistory step = Assert.Single(config.History);
        Assert.Equal(("RUN a", true), (step.CreatedBy, step.EmptyLayer));
        Assert.Equal([ImageErrorId.DigestInvalid], warnings.Select(warning => warning.ErrorId));
    }

    [Fact]
    public void Of_a_name_in_two_cases_the_last_counts_and_a_warning_says_so()
    {
        List<ImageWarning> warnings = [];
        ImageConfig config = ConfigReader.Read("""{"os":"linux","config":{"User":"1000","user":"root"},"OS":"windows"}"""u8.ToArray(), "config.json", warnings);

        Assert.Equal(("root", "windows"), (config.User, config.Os));
        Assert.Equal(["config.User", "os"], warnings.Select(warning => warning.Message.Split(' ')[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        BuiltImage built = Samples.App().DockerArchive();
        byte[] marked = [0xEF, 0xBB, 0xBF, .. built.Config];
        BuiltImage again = HostileLayout.Config('\uFEFF' + Encoding.UTF8.GetString(built.Config));
        ImageConfig config = OpenOne(again).Config!;

        Assert.Equal(Sha.Digest256(marked), config.ImageId);
        Assert.Equal("app", config.User);
        Assert.Equal(built.Config, Encoding.UTF8.GetBytes(config.Raw));
    }

    [Fact]
    public void Of_two_keys_of_one_name_the_last_counts_and_the_raw_text_has_both()
    {
        const string Json = """{ "os":"linux",  "os":"windows","config":{"User":"a","User":"b","Labels":{"k":"1","k":"2"}} }""";
        ImageConfig config = Read(Json);

        Assert.Equal(("windows", "b", "2"), (config.Os, config.User, config.Labels["k"]));
        Assert.Equal(Json, config.Raw);
    }

    [Fact]
    public void Text_that_is_no_Unicode_does_not_keep_the_config_from_being_read()
    {
        byte[] latin = Encoding.Latin1.GetBytes("""{"é":1,"\ud800":2,"author":"café","os":"linux","config":{"é":3,"Labels":{"a":"\ud800","b":"ok"}}}""");
        List<ImageWarning> warnings = [];
        ImageConfig config = ConfigReader.Read(latin, "config.json", warnings);

        Assert.Equal(("linux", "ok"), (config.Os, config.Labels["b"]));
        Assert.StartsWith("caf", config.Author, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2024-05-06T07:08:09Z", "2024-05-06T07:08:09.0000000Z")]
    [InlineData("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.1234568Z")]
    [InlineData("2024-05-06T07:08:09.1+02:00", "2024-05-06T05:08:09.1000000Z")]
    [InlineData("2024-05-06T07:08:09", "2024-05-06T07:08:09.0000000Z")]
    [InlineData("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.0000000Z")]
    [InlineData("1980-01-01T00:00:01Z", "1980-01-01T00:00:01.0000000Z")]
    public void Times_of_every_exactness_and_zone_are_read(string text, string utc)
    {
        ImageConfig config = Read($$"""{"created":"{{text}}","history":[{"created":"{{text}}"}]}""");

        Assert.Equal(utc, config.Created!.Value.UtcDateTime.ToString("o"));
        Assert.Equal(config.Created, config.History[0].Created);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", false)]
    [InlineData("", false)]
    [InlineData("10000-01-01T00:00:00Z", true)]
    [InlineData("2024-13-45T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00+02:00", true)]
    [InlineData("292277026596-12-04", true)]
    [InlineData("yesterday", true)]
    [InlineData("12:00", true)]
    [InlineData("1714979289", true)]
    public void A_time_that_is_none_is_no_time_and_no_failure(string text, bool warns)
    {
        ContainerImage image = OpenOne(HostileInput.SmallImage().Platform(created: text).DockerArchive());

        Assert.Null(image.Created);
        Assert.Equal(warns ? [ImageErrorId.ValueIgnored] : Array.Empty<ImageErrorId>(), Codes(image));
    }

    private static ImageConfig Read(string json) => ConfigReader.Read(Encoding.UTF8.GetBytes(json), "config.json", []);
}
