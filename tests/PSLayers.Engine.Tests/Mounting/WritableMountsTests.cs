using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Mounting;
using PSLayers.Mounting.Linux;
using PSLayers.Overlays;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>Changes that the kernel lays over a view.</summary>
[SupportedOSPlatform("linux")]
public sealed class WritableMountsTests : ArchiveTest
{
    [MountFact]
    public void Attributes_of_an_image_are_no_marks_of_overlayfs()
    {
        static Dictionary<string, byte[]> Mark(string name, string value) => new() { [name] = Encoding.ASCII.GetBytes(value), ["user.own"] = [1] };
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new TarBuilder(TarDialect.Pax)
            .Directory("moved", xattrs: Mark("trusted.overlay.redirect", "/etc")).File("moved/a", "a")
            .Directory("opaque", xattrs: Mark("trusted.overlay.opaque", "y")).File("opaque/b", "b")
            .File("bare", "bare", xattrs: Mark("trusted.overlay.metacopy", ""))
            .File("gone", "", xattrs: Mark("trusted.overlay.whiteout", "y")).Directory("etc").File("etc/c", "c")).DockerArchive());
        foreach (ViewDriver driver in Enum.GetValues<ViewDriver>())
        {
            string target = Folder.Folder($"mnt{driver}");
            ViewMount mount = Mount(image, target, null, driver);
            try
            {
                File.AppendAllText(Path.Join(target, "bare"), "+");
                File.WriteAllText(Path.Join(target, "moved/new"), "");

                Assert.Equal(["a", "new"], Names(Path.Join(target, "moved")));
                Assert.Equal(["b"], Names(Path.Join(target, "opaque")));
                Assert.Equal("bare+", File.ReadAllText(Path.Join(target, "bare")));
                Assert.Equal(["bare", "etc", "gone", "moved", "opaque"], Names(target));
                Assert.Equal([1], Extraction.LinuxXattr.Read(Path.Join(target, "opaque"), "user.own"));
            }
            finally
            {
                ViewMounts.Unmount(mount, force: true);
            }
        }
    }

    [MountFact]
    public void What_a_mount_left_that_was_ended_by_other_means_is_removed_by_the_next()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.Base()).DockerArchive());
        (string one, string two) = (Folder.Folder("one"), Folder.Folder("two"));
        ViewMount ended = Mount(image, one, null, ViewDriver.Kernel);
        Assert.Equal(0, MountCalls.Unmount(one, 0));
        File.SetLastWriteTimeUtc(ended.File, DateTime.UtcNow.AddHours(-1));

        ViewMount next = Mount(image, two, null, ViewDriver.Kernel);

        Assert.False(File.Exists(ended.File) || Directory.Exists(ended.Record.UpperPath));
        Assert.True(File.Exists(next.File) && Directory.Exists(next.Record.UpperPath));
        ViewMounts.Unmount(next, force: false);
        Assert.False(File.Exists(next.File) || Directory.Exists(next.Record.UpperPath));
    }

    [MountFact]
    public void What_cannot_be_mounted_leaves_nothing_but_the_folder_for_changes()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.Base()).DockerArchive());
        string target = Folder.Folder("mnt"), upper = Path.Join(Folder.Root, "upper"), lower = Path.Join(Folder.Root, "fuse");
        ViewMount below = Mount(image, Folder.Folder("fuse"), null, ViewDriver.Fuse);
        try
        {
            Assert.Equal(ImageErrorId.MountFailed, Assert.Throws<ImageException>(() => Mount(image, target, Path.Join(lower, "upper"), ViewDriver.Kernel)).ErrorId);
            Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => Mount(image, Path.Join(Folder.Root, "none"), upper, ViewDriver.Kernel)).ErrorId);
            Assert.DoesNotContain(ViewMounts.All(), mount => mount.MountPoint == target);
            Assert.Empty(Names(target));
        }
        finally
        {
            ViewMounts.Unmount(below, force: true);
        }
    }

    private static ViewMount Mount(ContainerImage image, string target, string? upper, ViewDriver driver)
    {
        LayeredImage layered = ImageOpening.Read(image, new ReadMeter());
        MountPlan plan = ViewMounts.Plan(layered, layered.Tree.TopView, keeps: false, default);
        using UpperFolder folder = WritableMounts.OpenUpper(upper, target, image.Name, ReadLimits.Default);
        return WritableMounts.Mount(plan, target, folder, driver, [], new ReadMeter());
    }

    private static string[] Names(string folder) => [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
