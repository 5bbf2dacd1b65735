using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Engine.Tests.Writing;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>What other programs say to images that were written here.</summary>
public sealed class WrittenImageTests : ExportTest
{
    // Docker knows zstd since its release 23, and older ones are still about.
    public static TheoryData<LayerCompression> Compressions => [LayerCompression.AsStored, LayerCompression.None, LayerCompression.Gzip];

    [DockerTheory]
    [MemberData(nameof(Compressions))]
    public void An_engine_loads_a_docker_archive(LayerCompression compression)
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).OciArchive());
        Written([image], new ExportOptions { Packing = new LayerPacking(compression), NewTags = ["referee/written:1", "referee/written:two"] }, "written.tar");

        DockerImagesTests.AssertSame(Place("written.tar"));
    }

    [DockerFact]
    public void An_engine_loads_several_images()
    {
        ContainerImage one = OpenOne(Samples.App().OciArchive(), "one.tar"), two = OpenOne(new ImageBuilder().Layer(Samples.One("x")).Tag("referee/two:1").OciArchive(), "two.tar");
        Written([one, two], new ExportOptions(), "written.tar");

        DockerImagesTests.AssertSame(Place("written.tar"));
    }

    [ToolFact("skopeo")]
    public void Skopeo_copies_every_form()
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).DockerArchive());
        foreach (LayerCompression compression in Enum.GetValues<LayerCompression>())
        {
            foreach ((ImageFormat format, string transport, string name) in new[] { (ImageFormat.DockerArchive, "docker-archive", "app:1"), (ImageFormat.DockerArchive, "oci-archive", "1"),
                (ImageFormat.OciArchive, "oci-archive", "1"), (ImageFormat.OciLayout, "oci", "1") })
            {
                string place = $"{transport}-{format}-{compression}";
                Written([image], new ExportOptions { Format = format, Packing = new LayerPacking(compression) }, place);
                CommandLine.Run("skopeo", "copy", "--quiet", "--insecure-policy", $"{transport}:{Place(place)}:{name}", $"dir:{Place(place + ".copy")}");

                AssertSameView(image, Assert.Single(ImageArchive.Open(Place(place + ".copy")).Images));
            }
        }
    }

    // It computes DiffIds as it unpacks.
    [ToolFact("podman")]
    public void Podman_loads_archives()
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).DockerArchive());
        string[] store = ["--root", Place("store"), "--runroot", Place("run"), "--storage-driver", "vfs"];
        foreach (LayerCompression compression in Enum.GetValues<LayerCompression>())
        {
            foreach (ImageFormat format in new[] { ImageFormat.DockerArchive, ImageFormat.OciArchive })
            {
                string place = $"{format}-{compression}.tar";
                Written([image], new ExportOptions { Format = format, Packing = new LayerPacking(compression), NewTags = ["it:1"] }, place);
                CommandLine.Run("podman", [.. store, "load", "--quiet", "--input", Place(place)]);

                Assert.Equal(image.ImageId, "sha256:" + CommandLine.RunText("podman", [.. store, "image", "inspect", "--format", "{{.Id}}", "docker.io/library/it:1"]).Trim());
                CommandLine.Run("podman", [.. store, "image", "rm", "--force", "docker.io/library/it:1"]);
            }
        }
    }

    [ToolFact("umoci")]
    public void Umoci_unpacks_a_layout()
    {
        ContainerImage image = OpenOne(Samples.App(Packing.Gzip).DockerArchive());
        foreach (LayerCompression compression in new[] { LayerCompression.AsStored, LayerCompression.Gzip, LayerCompression.Zstd })
        {
            Written([image], new ExportOptions { Format = ImageFormat.OciLayout, Packing = new LayerPacking(compression), NewTags = ["it"] }, $"layout{compression}");

            string? root = Umoci.Unpack(Folder, Place($"layout{compression}"), out string refusal);

            // Older ones know no zstd.
            Assert.True(root is not null || compression == LayerCompression.Zstd, refusal);
            Assert.True(root is null || File.ReadAllText(Path.Join(root, "app/run")) == "#!/bin/sh\n");
        }
    }
}
