using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Editing;
using PSLayers.Editing.Settings;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Engine.Tests.Editing.Settings;

/// <summary>What is set in a config is what engines read there, and all else stays.</summary>
public sealed class ConfigSettingsTests : ArchiveTest
{
    private const string Document = """{"x-new":[1.50],"architecture":"amd64","os":"linux","author":"me","config":{"Env":["PATH=/bin","A=1","B=2"],"Cmd":["sh"],"Labels":{"a":"1","b":"2"},"User":"0","x":1e3}}""";

    [Fact]
    public void What_is_not_set_stays_as_it_is_written() => Assert.Equal(Document, Set(Document, new ConfigSettings()));

    [Fact]
    public void Variables_are_replaced_where_they_stand_and_new_ones_come_last()
    {
        string after = Set(Document, new ConfigSettings { Env = [Named("A", "x=y"), Named("NEW", ""), Named("B", null), Named("NONE", null)] });

        Assert.Contains("""{"Env":["PATH=/bin","A=x=y","NEW="],"Cmd":["sh"]""", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"config":{"Env":["A=1","B","A=2","B=3"]}}""", """{"config":{"Env":["A=n","B=n"]}}""")]
    [InlineData("""{"config":{"env":["A=1"],"Env":["A=2"]}}""", """{"config":{"Env":["A=n","B=n"]}}""")]
    [InlineData("""{"Config":{"ENV":null}}""", """{"config":{"Env":["A=n","B=n"]}}""")]
    [InlineData("""{"config":null}""", """{"config":{"Env":["A=n","B=n"]}}""")]
    [InlineData("{}", """{"config":{"Env":["A=n","B=n"]}}""")]
    public void Of_odd_documents_the_value_that_engines_read_is_the_edited_one(string before, string after) =>
        Assert.Equal(after, Set(before, new ConfigSettings { Env = [Named("A", "n"), Named("B", "n")] }));

    [Fact]
    public void Names_of_variables_of_Windows_images_have_no_case() =>
        Assert.Equal("""{"os":"windows","config":{"Env":["Path=n"]}}""", Set("""{"os":"windows","config":{"Env":["PATH=1"]}}""", new ConfigSettings { Env = [Named("Path", "n")] }));

    [Fact]
    public void Labels_are_set_and_taken_out()
    {
        Assert.Contains(""" "Labels":{"a":"9","c":"3"} """.Trim(), Set(Document, new ConfigSettings { Labels = [Named("a", "9"), Named("b", null), Named("c", "3")] }), StringComparison.Ordinal);
        Assert.DoesNotContain("Labels", Set(Document, new ConfigSettings { Labels = [Named("a", null), Named("b", null)] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_entrypoint_takes_the_command_away_unless_one_is_given()
    {
        Assert.DoesNotContain("Cmd", Set(Document, new ConfigSettings { Entrypoint = ["/app"] }), StringComparison.Ordinal);
        Assert.Contains(""" "Cmd":["-v"] """.Trim(), Set(Document, new ConfigSettings { Entrypoint = ["/app"], Cmd = ["-v"] }), StringComparison.Ordinal);
        Assert.DoesNotContain("ArgsEscaped", Set("""{"config":{"Cmd":["a b"],"ArgsEscaped":true}}""", new ConfigSettings { Cmd = ["a", "b"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"os":5,"config":[]}""")]
    [InlineData("""{"os":null,"architecture":{},"config":"x","history":{}}""")]
    [InlineData("""{"config":{"Env":"A=1","Labels":[1],"ExposedPorts":[80,"81/tcp",null],"Volumes":"x","Healthcheck":[],"Cmd":{},"OnBuild":5}}""")]
    [InlineData("""{"config":{"Env":{"A":1},"Labels":"x","ExposedPorts":{"80/tcp":5},"Healthcheck":{"Test":5,"Interval":"x"},"Shell":null}}""")]
    public void Documents_with_anything_in_any_place_are_edited(string document)
    {
        ImageConfig config = Read(Set(document, new ConfigSettings
        {
            Env = [Named("A", "2")],
            Labels = [Named("l", "3")],
            ExposedPorts = ["80"],
            Volumes = ["/v"],
            Healthcheck = ["x"],
            HealthInterval = TimeSpan.FromSeconds(1),
            User = "u",
        }));

        Assert.Equal(("A=2", "3", "u"), (config.Env[0], config.Labels["l"], config.User));
        Assert.Contains("80/tcp", config.ExposedPorts);
        Assert.Equal(["CMD-SHELL", "x"], config.Healthcheck!.Test);
    }

    [Theory]
    [InlineData("80", "80/tcp")]
    [InlineData("80/UDP", "80/udp")]
    [InlineData("8000-8002/sctp", "8000/sctp 8001/sctp 8002/sctp")]
    public void Ports_get_their_protocol(string port, string expected) =>
        Assert.Equal(expected.Split(' '), Read(Set("{}", new ConfigSettings { ExposedPorts = [port] })).ExposedPorts);

    [Fact]
    public void All_that_can_be_set_is_read_back()
    {
        ImageConfig config = Read(Set(Document, new ConfigSettings
        {
            Author = "you",
            Architecture = "arm",
            Variant = "v7",
            Os = "linux",
            User = "1000:1000",
            WorkingDir = "/srv",
            Entrypoint = ["/app"],
            Cmd = ["-x"],
            ExposedPorts = ["443"],
            Volumes = ["/data"],
            StopSignal = "SIGINT",
            Shell = ["/bin/bash", "-c"],
            Healthcheck = ["curl -f http://localhost/"],
            HealthInterval = TimeSpan.FromSeconds(5),
            HealthRetries = 2,
            OnBuild = ["RUN x"],
        }));

        Assert.Equal(("you", "arm", "v7", "1000:1000", "/srv", "SIGINT"), (config.Author, config.Architecture, config.Variant, config.User, config.WorkingDir, config.StopSignal));
        Assert.Equal(["/app", "-x", "443/tcp", "/data", "/bin/bash", "-c", "RUN x"], [.. config.Entrypoint, .. config.Cmd, .. config.ExposedPorts, .. config.Volumes, .. config.Shell, .. config.OnBuild]);
        Assert.Equal(["CMD-SHELL", "curl -f http://localhost/"], config.Healthcheck!.Test);
        Assert.Equal((TimeSpan.FromSeconds(5), 2), (config.Healthcheck.Interval, config.Healthcheck.Retries));
        Assert.Equal(["PATH=/bin", "A=1", "B=2"], config.Env);
    }

    [Theory]
    [InlineData(ConfigField.Author, "author")]
    [InlineData(ConfigField.Env, "Env")]
    [InlineData(ConfigField.Cmd, "Cmd")]
    [InlineData(ConfigField.Label, "Labels")]
    [InlineData(ConfigField.User, "User")]
    public void Fields_are_taken_out(ConfigField field, string member) =>
        Assert.DoesNotContain($"\"{member}\"", Set(Document, new ConfigSettings { Cleared = [field] }), StringComparison.Ordinal);

    [Fact]
    public void What_is_taken_out_can_be_set_anew_at_once() =>
        Assert.Contains(""" "Env":["C=3"] """.Trim(), Set("""{"config":{"Env":["A=1"]}}""", new ConfigSettings { Cleared = [ConfigField.Env], Env = [Named("C", "3")] }), StringComparison.Ordinal);

    public static TheoryData<string> Refused => [.. Refusals.Keys];

    private static Dictionary<string, ConfigSettings> Refusals { get; } = new()
    {
        ["port"] = new() { ExposedPorts = ["http"] },
        ["port 0"] = new() { ExposedPorts = ["0"] },
        ["port too large"] = new() { ExposedPorts = ["65536"] },
        ["protocol"] = new() { ExposedPorts = ["80/icmp"] },
        ["range"] = new() { ExposedPorts = ["90-80"] },
        ["relative directory"] = new() { WorkingDir = "srv" },
        ["Windows directory"] = new() { WorkingDir = @"C:\srv" },
        ["relative volume"] = new() { Volumes = ["data"] },
        ["signal"] = new() { StopSignal = "SIGNOPE" },
        ["signal 0"] = new() { StopSignal = "0" },
        ["signal 65"] = new() { StopSignal = "65" },
        ["user"] = new() { User = "a b" },
        ["group alone"] = new() { User = ":0" },
        ["variable"] = new() { Env = [Named("A=B", "1")] },
        ["no variable"] = new() { Env = [Named("", "1")] },
        ["label"] = new() { Labels = [Named("", "1")] },
        ["trigger"] = new() { OnBuild = ["FROM x"] },
        ["times without a test"] = new() { HealthInterval = TimeSpan.FromSeconds(1) },
        ["short time"] = new() { Healthcheck = ["x"], HealthTimeout = TimeSpan.FromTicks(1) },
        ["test"] = new() { Healthcheck = ["CMD"] },
        ["shell"] = new() { Shell = [] },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_engines_would_not_take_is_refused(string what) =>
        Assert.Equal(ImageErrorId.ValueIgnored, Assert.Throws<ImageException>(() => Set(Document, Refusals[what])).ErrorId);

    [Fact]
    public void The_id_changes_and_layers_and_annotations_stay()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Tag("t:1").Layer(new TarBuilder().File("f", "f")).OciArchive());
        image.Annotations = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" };
        DateTimeOffset created = new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);

        ContainerImage edited = ConfiguredImage.Of(image, new ConfigSettings { User = "7", Created = created, Annotations = [Named("b", null), Named("c", "3")] }, ("USER 7", "why"), new ReadMeter());

        Assert.NotEqual(image.ImageId, edited.ImageId);
        Assert.Same(image.Layers[0].Blob, edited.Layers[0].Blob);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "1", ["c"] = "3" }, edited.Annotations);
        Assert.Equal(created, edited.Created);
        Assert.Equal(("USER 7", "why", true), (edited.Config!.History[^1].CreatedBy, edited.Config.History[^1].Comment, edited.Config.History[^1].EmptyLayer));
        Assert.Empty(edited.Warnings);
    }

    [ToolFact("umoci", "tar")]
    public void What_umoci_sets_is_set_here()
    {
        string layout = Folder.Folder("layout");
        CommandLine.Run("tar", "-xf", Folder.Write("image.tar", new ImageBuilder().Tag("it").Layer(new TarBuilder().File("f", "f")).OciArchive()), "-C", layout);
        ContainerImage image = Assert.Single(PSLayers.Sources.ImageArchive.Open(layout).Images);
        JsonNode index = JsonNode.Parse(File.ReadAllBytes(Path.Join(layout, "index.json")))!;
        index["manifests"]![0]!["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "it" };
        File.WriteAllText(Path.Join(layout, "index.json"), index.ToJsonString());
        CommandLine.Run("umoci", "config", "--image", layout + ":it", "--tag", "new", "--no-history", "--config.user=1000:5", "--config.env=MODE=prod", "--config.env=PATH=/x",
            "--config.label=a=b", "--config.workingdir=/srv", "--config.exposedports=80/tcp", "--config.volume=/data", "--config.stopsignal=SIGINT",
            "--config.entrypoint=/app", "--config.cmd=-v", "--author=me", "--architecture=arm64", "--os=linux");

        ContainerImage ours = ConfiguredImage.Of(image, new ConfigSettings
        {
            User = "1000:5",
            Env = [Named("MODE", "prod"), Named("PATH", "/x")],
            Labels = [Named("a", "b")],
            WorkingDir = "/srv",
            ExposedPorts = ["80"],
            Volumes = ["/data"],
            StopSignal = "SIGINT",
            Entrypoint = ["/app"],
            Cmd = ["-v"],
            Author = "me",
            Architecture = "arm64",
            Os = "linux",
        }, null, new ReadMeter());

        ImageConfig theirs = PSLayers.Sources.ImageArchive.Open(layout).Images.Single(one => one.Tags.Contains("new")).Config!;
        Assert.Equal(Facts(theirs), Facts(ours.Config!));
    }

    // The order of the environment is that of the document here, and another one there.
    private static string Facts(ImageConfig config) => string.Join('\n',
        config.Author, config.Architecture, config.Os, config.User, config.WorkingDir, config.StopSignal, string.Join(' ', config.Env.Order(StringComparer.Ordinal)),
        string.Join(' ', config.Labels), string.Join(' ', config.Entrypoint), string.Join(' ', config.Cmd), string.Join(' ', config.ExposedPorts), string.Join(' ', config.Volumes),
        config.History.Count, string.Join(' ', config.DiffIds));

    private static KeyValuePair<string, string?> Named(string name, string? value) => KeyValuePair.Create(name, value);

    private static string Set(string document, ConfigSettings settings)
    {
        ConfigEdit edit = ConfigEdit.Of(Read(document));
        settings.Apply(edit);
        return Encoding.UTF8.GetString(edit.ToBytes());
    }

    private static ImageConfig Read(string document) => ConfigReader.Read(Encoding.UTF8.GetBytes(document), "config", []);
}
