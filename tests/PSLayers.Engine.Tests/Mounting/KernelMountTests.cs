using System.Diagnostics;
using System.Globalization;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Mounting;
using PSLayers.Mounting.Erofs;
using PSLayers.Mounting.Linux;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>Views that the kernel reads by itself.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KernelMountTests : MountedViewTests
{
    private protected override Action Mount(LayeredImage image, string target)
    {
        ViewInodes inodes = ViewInodes.Of(image, image.Tree.TopView, default);
        ErofsPlan erofs = ErofsPlan.Of(image, inodes, LayerPlaces.Direct(image), default);
        string file = ViewFile;
        KernelMount.WriteFile(image, inodes, erofs, MountRecord.Of(image, image.Tree.TopView), file, new ReadMeter());
        KernelMount.Mount(file, erofs.Devices, target);
        return () => Assert.Equal(0, MountCalls.Unmount(target, 0));
    }

    [MountFact]
    public void Pieces_of_a_sparse_file_that_are_far_apart_take_little_of_the_disk()
    {
        SparsePiece[] pieces = [.. Enumerable.Range(0, 128).Select(i => new SparsePiece(i * (16L << 20), [(byte)i, 1]))];

        Compare(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax).PaxSparse10("sparse", 2L << 30, pieces)));

        Assert.InRange(new FileInfo(ViewFile).Length, 128L << 18, long.MaxValue);
        Assert.InRange(BlocksOnDisk(ViewFile) * 512, 1, 4 << 20);
    }

    [MountFact]
    public void A_file_that_the_format_cannot_address_is_the_only_one_that_cannot_be_read() =>
        Mounted(Open(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax)
            .PaxSparse10("huge", 1L << 60, new SparsePiece(5, [1]))
            .PaxSparse10("far", 1L << 53, [.. Enumerable.Range(0, 20).Select(i => new SparsePiece(i * (1L << 48), [1]))])
            .File("plain", "p")).DockerArchive()).Images[0], (_, target) =>
            {
                Assert.Equal("p", File.ReadAllText(Path.Join(target, "plain")));
                Assert.Equal(1L << 60, new FileInfo(Path.Join(target, "huge")).Length);
                foreach (string name in (string[])["huge", "far"])
                {
                    using FileStream file = File.OpenRead(Path.Join(target, name));
                    Assert.Throws<IOException>(() => file.ReadExactly(new byte[4096]));
                }
            });

    [MountFact]
    public void More_files_than_the_kernel_takes_the_names_of_are_refused_with_the_reason()
    {
        var file = new FileInfo(Folder.Write("device", new byte[512]));
        var device = new DataDevice(new FileSource(file.FullName, FileStamp.Of(file)));

        ImageException error = Assert.Throws<ImageException>(() => KernelMount.Mount(file.FullName, [.. Enumerable.Repeat(device, 200)], Folder.Folder("mnt")));

        Assert.Equal(ImageErrorId.ImageLimit, error.ErrorId);
        Assert.Contains("200 files", error.Message, StringComparison.Ordinal);
    }

    private string ViewFile => Path.Join(Folder.Root, "view.erofs");

    private static long BlocksOnDisk(string file)
    {
        using var stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", file]) { RedirectStandardOutput = true })!;
        return long.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
