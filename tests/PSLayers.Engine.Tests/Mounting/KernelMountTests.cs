using PSLayers.Bytes;
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
        string file = Path.Join(Folder.Root, "view.erofs");
        KernelMount.WriteFile(image, inodes, erofs, MountRecord.Of(image, image.Tree.TopView), file, new ReadMeter());
        KernelMount.Mount(file, erofs.Devices, target);
        return () => Assert.Equal(0, MountCalls.Unmount(target, 0));
    }
}
