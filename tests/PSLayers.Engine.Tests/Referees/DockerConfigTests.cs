using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Editing.Settings;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>A config that is changed here says what it says when a Docker engine changes it.</summary>
public sealed class DockerConfigTests : ArchiveTest
{
    [DockerFact]
    public void What_docker_commit_sets_is_set_here()
    {
        ImageBuilder before = new ImageBuilder().Tag("before:1").Layer(new TarBuilder().Directory("srv").File("f", "f")).Config(env: ["PATH=/bin", "A=1"], cmd: ["sh"], labels: new Dictionary<string, string> { ["x"] = "y" });
        Assert.Null(DockerEngine.Load(before.DockerArchive()));
        using (DockerEngine.Container container = DockerEngine.Create("before:1"))
        {
            DockerEngine.Commit(container, "theirs", "ENTRYPOINT [\"/app\", \"x\"]", "CMD [\"-v\"]", "USER 1000:5", "ENV A=2", "ENV MODE=prod", "LABEL a=b", "WORKDIR /srv", "EXPOSE 80", "EXPOSE 53/udp",
                "VOLUME /data", "ONBUILD RUN x", "HEALTHCHECK --interval=5s --timeout=2s --retries=2 CMD curl x");
        }
        ContainerImage image = OpenOne(before.DockerArchive());

        ContainerImage edited = ConfiguredImage.Of(image, new ConfigSettings
        {
            Entrypoint = ["/app", "x"],
            Cmd = ["-v"],
            User = "1000:5",
            Env = [KeyValuePair.Create("A", (string?)"2"), KeyValuePair.Create("MODE", (string?)"prod")],
            Labels = [KeyValuePair.Create("a", (string?)"b")],
            WorkingDir = "/srv",
            ExposedPorts = ["80", "53/udp"],
            Volumes = ["/data"],
            OnBuild = ["RUN x"],
            Healthcheck = ["curl x"],
            HealthInterval = TimeSpan.FromSeconds(5),
            HealthTimeout = TimeSpan.FromSeconds(2),
            HealthRetries = 2,
        }, null, new ReadMeter());
        Assert.Null(DockerEngine.Load(new ImageBuilder().Tag("ours:1").Layer(new TarBuilder().Directory("srv").File("f", "f")).RawConfig(Encoding.UTF8.GetString(edited.Config!.RawBytes.Span)).DockerArchive()));

        JsonNode theirs = DockerEngine.Inspect("theirs")["Config"]!, ours = DockerEngine.Inspect("ours:1")["Config"]!;
        foreach (string field in (ReadOnlySpan<string>)["Entrypoint", "Cmd", "User", "Env", "Labels", "WorkingDir", "ExposedPorts", "Volumes", "OnBuild", "Healthcheck"])
            Assert.True(JsonNode.DeepEquals(theirs[field], ours[field]), $"{field}: {theirs[field]?.ToJsonString()} and {ours[field]?.ToJsonString()}");
        foreach (string name in (ReadOnlySpan<string>)["theirs", "ours:1", "before:1"])
            DockerEngine.Remove(name);
    }
}
