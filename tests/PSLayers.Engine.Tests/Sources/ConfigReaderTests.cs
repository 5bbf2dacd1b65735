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
        Assert.Equal(("CMD-SHELL true", TimeSpan.FromSeconds(30), 3, null), (config.Healthcheck!.ToString(), config.Healthcheck.Interval, config.Healthcheck.Retries, config.Healthcheck.Timeout));
        Assert.Equal(("windows", "amd64", "10.0.1", "me", "24.0.7", true), (config.Os, config.Architecture, config.OsVersion, config.Author, config.DockerVersion, config.ArgsEscaped));
        Assert.Equal(["win32k"], config.OsFeatures);
        Assert.Equal(("small:1", built.ConfigDigest), (config.ImageName, config.ImageId));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"config":null,"rootfs":null,"history":null,"created":null,"os":null,"architecture":null,"author":null,"container_config":null}""")]
    [InlineData("""{"config":{"Env":null,"Cmd":null,"Labels":null,"Volumes":null,"ExposedPorts":null,"Healthcheck":null,"User":null,"ArgsEscaped":null}}""")]
    [InlineData("""{"config":{},"rootfs":{"type":"layers","diff_ids":null},"history":[],"created":""}""")]
    [InlineData("""{"config":"text","rootfs":[],"history":{},"created":7,"os":["linux"],"architecture":{},"author":false,"container_config":[1]}""")]
    [InlineData("""{"config":{"Env":{},"Cmd":7,"Labels":[],"Volumes":"x","ExposedPorts":1,"Healthcheck":[],"User":5,"ArgsEscaped":"yes","Shell":null}}""")]
    [InlineData("""{"config":[],"rootfs":"layers","history":["text",5,[],null],"unknown":{"deep":[1,2,{"a":null}]}}""")]
    public void What_is_absent_null_or_of_the_wrong_kind_is_empty(string json)
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
        Assert.Empty(warnings);
    }

    [Fact]
    public void Strange_values_are_read_as_they_are_meant()
    {
        ImageConfig config = Read("""
            {"config":{"Env":["NOVALUE","=x",null,7,"A=1"],"Cmd":"one string","ExposedPorts":["80/tcp","90"],"Volumes":{"/a":null,"/b":{"x":[]}},
             "Labels":{"n":1,"s":"t"},"Healthcheck":{"Test":["NONE"],"Interval":3e10,"Retries":2.0,"Timeout":1e40,"StartPeriod":0}},"history":[{"empty_layer":"true","created_by":5}]}
            """);

        Assert.Equal(["NOVALUE", "=x", "A=1"], config.Env);
        Assert.Equal(["one string"], config.Cmd);
        Assert.Equal(["80/tcp", "90"], config.ExposedPorts);
        Assert.Equal(["/a", "/b"], config.Volumes);
        Assert.Equal(("", "t"), (config.Labels["n"], config.Labels["s"]));
        Assert.Equal((TimeSpan.FromSeconds(30), 2, null), (config.Healthcheck!.Interval, config.Healthcheck.Retries, config.Healthcheck.StartPeriod));
        ConfigHistory step = Assert.Single(config.History);
        Assert.Equal((null, false), (step.CreatedBy, step.EmptyLayer));
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm_and_the_raw_text_keeps_it()
    {
        BuiltImage built = Samples.App().DockerArchive();
        byte[] marked = [0xEF, 0xBB, 0xBF, .. built.Config];
        BuiltImage again = HostileLayout.Config('\uFEFF' + Encoding.UTF8.GetString(built.Config));
        ImageConfig config = OpenOne(again).Config!;

        Assert.Equal(Sha.Digest256(marked), config.ImageId);
        Assert.Equal("app", config.User);
        Assert.Equal(marked, Encoding.UTF8.GetBytes(config.Raw));
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
        byte[] latin = Encoding.Latin1.GetBytes("""{"author":"café","os":"linux","config":{"Labels":{"a":"\ud800","b":"ok"}}}""");
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
