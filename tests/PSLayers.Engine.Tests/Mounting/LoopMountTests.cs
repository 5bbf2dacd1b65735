using PSLayers.Bytes;
using PSLayers.Extraction.Unix;
using PSLayers.Mounting;
using PSLayers.Mounting.Erofs;
using PSLayers.Mounting.Linux;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>Views that the kernel reads through loop devices, as older ones need it.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LoopMountTests : MountedViewTests
{
    private protected override Action Mount(LayeredImage image, string target)
    {
        ViewInodes inodes = ViewInodes.Of(image, image.Tree.TopView, default);
        ErofsPlan erofs = ErofsPlan.Of(image, inodes, LayerPlaces.Direct(image), default);
        string file = Path.Join(Folder.Root, "view.erofs");
        KernelMount.WriteFile(image, inodes, erofs, MountRecord.Of(image, image.Tree.TopView), file, new ReadMeter());
        KernelMount.MountThroughLoops(file, [.. erofs.Devices.Select(device => device.Path)], target);
        Assert.Equal(file, LoopDevices.FileOf(MountTable.Read().Single(mount => mount.Target == target).Source));
        return () =>
        {
            Assert.Equal(0, MountCalls.Unmount(target, 0));
            // A device is let go a moment after its last use.
            Assert.True(SpinWait.SpinUntil(() => !PSLayers.Engine.Tests.Fixtures.CommandLine.RunText("losetup", "--list").Contains(Folder.Root, StringComparison.Ordinal), TimeSpan.FromMinutes(1)));
        };
    }
}
