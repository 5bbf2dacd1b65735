using PSLayers.Fixtures;
using PSLayers.Fuzzing.Inputs;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>The way from the bytes of a file to its images, their layers and their trees. The first byte decides whether checksums of the outer tar,
/// and of plain layers in it, are set right.</summary>
internal sealed class ArchiveHarness : IHarness
{
    private const int MostImages = 3;

    public string Name => "archive";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            ImageBuilder image = Image(Packing.None), packed = Image(Packing.Gzip);
            yield return ("docker", Seed(image.DockerArchive()));
            yield return ("docker25", Seed(packed.Docker25Archive()));
            yield return ("containerd", Seed(packed.ContainerdArchive()));
            yield return ("oci", Seed(Image(Packing.Zstd).OciArchive()));
            yield return ("legacy", Seed(image.LegacyDockerArchive()));
            yield return ("podman", Seed(image.PodmanArchive()));
            yield return ("kaniko", Seed(packed.KanikoArchive()));
            yield return ("rootfs", Seed(new TarBuilder().Directory("etc").File("etc/passwd", "root").Build()));
            yield return ("docker-gzip", Seed(Compress.Gzip(image.DockerArchive())));
            yield return ("oci-zstd", Seed(Compress.Zstd(packed.OciArchive())));
            yield return ("docker-bzip2", Seed(Compress.Bzip2(image.DockerArchive())));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        if (input.Length == 0)
            return;
        string path = OwnFolder.At("image.tar");
        File.WriteAllBytes(path, (input[0] & 1) == 0 ? input[1..] : Checksums.Mended(input.AsSpan(1)));
        Open(path, watch);
    }

    /// <summary>Opens what a path leads to, and makes the tour through its first images.</summary>
    public static void Open(string path, Watch watch)
    {
        ImageArchive archive = ImageArchive.Open(path, watch.Meter, TightLimits.Value);
        try
        {
            watch.See(archive.Errors);
            foreach (ContainerImage image in archive.Images.Take(MostImages))
                ImageTour.Of(image, watch);
        }
        finally
        {
            archive.Release();
        }
    }

    private static ImageBuilder Image(Packing packing) => new ImageBuilder()
        .Layer(new TarBuilder().Directory("etc").File("etc/a", "one\n"), packing)
        .Layer(new TarBuilder().Whiteout("etc/a").File("b", "two\n"), packing).Tag("a:1");

    private static byte[] Seed(byte[] archive) => [1, .. archive];
}
