using System.Text;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Sources.Formats;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>The documents of an image: manifests, indexes, configs. The first byte tells which form it has; the documents stand one behind the other
/// with a zero between them.</summary>
internal sealed class JsonHarness : IHarness
{
    public string Name => "json";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            BuiltImage docker = Image().DockerArchive(), oci = Image().OciArchive();
            yield return ("docker", Seed(0, docker.Archive["manifest.json"], docker.Config));
            yield return ("config", Seed(0, "[{\"Config\":\"c\",\"Layers\":[\"l\"],\"RepoTags\":[\"a:1\"]}]"u8.ToArray(), docker.Config));
            yield return ("oci", Seed(1, oci.Archive["index.json"], oci.Manifest!, oci.Config));
            yield return ("nested", Seed(1, oci.Archive["index.json"], oci.Archive["index.json"], oci.Manifest!, oci.Config));
            yield return ("dir", Seed(2, oci.Manifest!, oci.Config));
            yield return ("both", Seed(3, docker.Archive["manifest.json"], docker.Config, oci.Archive["index.json"], oci.Manifest!, oci.Config));
            yield return ("legacy", Seed(4, "{\"a\":{\"1\":\"0\"}}"u8.ToArray(), Encoding.UTF8.GetBytes(new string('0', 64)), "{\"id\":\"0\",\"parent\":\"0\"}"u8.ToArray()));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        var files = new DocumentFiles(input[0] % 5, input[1..], TightLimits.Value);
        IImageFormat? format = ImageFormats.All.FirstOrDefault(format => format.Matches(files));
        if (format is null)
            return;
        List<ContainerImage> images = [];
        List<Errors.ImageException> errors = [];
        watch.Try(() => format.Read(files, images, errors));
        watch.See(errors);
        ContainerImageReader.SpellAlike(images);
        foreach (ContainerImage image in images)
        {
            watch.See(image.Warnings);
            watch.Text(image.Name + image.Platform + image.Os + image.Architecture + image.Author + image.ArtifactType + image.Subject);
            watch.Text(string.Join(' ', image.Tags) + string.Join(' ', image.Annotations) + string.Join(' ', image.AbsentPlatforms));
            if (image.Config is { } config)
            {
                watch.Text(config.User + config.WorkingDir + config.StopSignal + config.Author + config.Raw + string.Join(' ', config.Env) + string.Join(' ', config.Labels));
                watch.Text(string.Join(' ', [.. config.Entrypoint, .. config.Cmd, .. config.Shell, .. config.ExposedPorts, .. config.Volumes, .. config.OnBuild]));
            }
            foreach (HistoryEntry step in HistoryPairing.Entries(image, new long?[image.LayerCount]))
                watch.Text(step.CreatedBy + step.Instruction + step.Comment + step.Author);
            for (int layer = 0; layer < image.LayerCount; layer++)
                _ = ImageLayer.Of(image, layer, null, null);
        }
    }

    private static ImageBuilder Image() => new ImageBuilder().Layer(new TarBuilder().File("a", "1")).EmptyHistory("CMD [\"sh\"]", "note").Tag("a:1")
        .Config(env: ["A=1"], labels: new Dictionary<string, string> { ["k"] = "v" }, healthcheck: ["CMD", "x"], exposedPorts: ["80/tcp"], volumes: ["/v"]);

    private static byte[] Seed(byte form, params byte[][] documents) => [form, .. Compress.Concat([.. documents.SelectMany((document, i) => i == 0 ? new[] { document } : [[0], document])])];
}
