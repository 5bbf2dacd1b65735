using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Content;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Policy;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>What tests of policies share: an image, and policies in short form.</summary>
public abstract class PolicyTestBase : ContentTest
{
    private protected static readonly DateTimeOffset Now = new(2024, 1, 12, 3, 4, 5, TimeSpan.Zero);

    /// <summary>An image of three layers: a file is changed by the second, another removed by the third.</summary>
    private protected static ImageBuilder Builder() => new ImageBuilder()
        .Layer(new TarBuilder().Directory("etc").File("etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n")
            .File("etc/app.conf", "port = 80\ndebug = false\n").File("etc/gone", "x").File("bin/su", "x", mode: 0b100_111_101_101)
            .Directory("tmp", mode: 0b001_111_111_111).Symlink("bin/sh", "busybox").HardLink("bin/su2", "bin/su").CharDevice("dev/null", 1, 3), createdBy: "/bin/sh -c #(nop) ADD rootfs in / ")
        .Layer(new TarBuilder().File("etc/app.conf", "port = 8080\ndebug = false\n", mode: 0b110_110_100, uid: 1000, gid: 7), createdBy: "/bin/sh -c chmod g+w /etc/app.conf")
        .Layer(new TarBuilder().Whiteout("etc/gone"), createdBy: "/bin/sh -c rm /etc/gone")
        .Config(env: ["PATH=/usr/bin:/bin", "ETC=/etc", "EMPTY="], cmd: ["serve", "--all"], entrypoint: ["/app"], user: "app", workingDir: "/srv",
            labels: new Dictionary<string, string> { ["title"] = "my test image", ["empty"] = "" }, exposedPorts: ["8080/tcp", "53/udp"], volumes: ["/data"]);

    private protected LayeredImage Image(ImageBuilder? builder = null, ReadLimits? limits = null)
    {
        string path = Folder.Write($"{Guid.NewGuid():N}.tar", (builder ?? Builder()).DockerArchive());
        return ImageOpening.Read(Assert.Single(ImageArchive.Open(path, limits: limits).Images), new ReadMeter());
    }

    /// <summary>Tests of container-structure-test, without the version.</summary>
    private protected static ImagePolicy Yaml(string text, string version = "2.0.0") => ImagePolicy.Read("test.yaml", Encoding.UTF8.GetBytes($"schemaVersion: '{version}'\n{text}"), ReadLimits.Default);

    private protected static ImagePolicy Json(string text, string version = "2.0.0") => ImagePolicy.Read("test.json", Encoding.UTF8.GetBytes($"{{ \"schemaVersion\": \"{version}\", {text} }}"), ReadLimits.Default);

    private protected List<ImagePolicyResult> Run(ImagePolicy policy, LayeredImage? image = null) => PolicyRun.Of(image ??= Image(), image.Layers.Count - 1, [policy], Now, new ReadMeter());

    /// <summary>The only result.</summary>
    private protected ImagePolicyResult One(ImagePolicy policy, LayeredImage? image = null) => Assert.Single(Run(policy, image));

    /// <summary>The result of a test of one file.</summary>
    private protected ImagePolicyResult Existence(string fields) => One(Yaml($"fileExistenceTests: [{{ name: x, {fields} }}]"));

    /// <summary>The result of a test of one file's content.</summary>
    private protected ImagePolicyResult Content(string fields) => One(Yaml($"fileContentTests: [{{ name: x, {fields} }}]"));

    /// <summary>The result of the metadata test.</summary>
    private protected ImagePolicyResult Metadata(string fields) => One(Yaml($"metadataTest: {{ {fields} }}"));
}
