using Microsoft.Win32.SafeHandles;
using PSLayers.Mounting;
using PSLayers.Mounting.Fuse;
using PSLayers.Mounting.Linux;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>Views that this process serves.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FuseMountTests : MountedViewTests
{
    private protected override Action Mount(LayeredImage image, string target)
    {
        var data = new FuseData(image);
        SafeFileHandle device = FuseDevice.Mount("view", target, allowOther: false);
        var served = new ManualResetEventSlim();
        _ = new FuseServer(device, new FuseFiles(image, ViewInodes.Of(image, image.Tree.TopView, default), data), data, served.Set);
        return () =>
        {
            Assert.Equal(0, MountCalls.Unmount(target, 0));
            Assert.True(served.Wait(TimeSpan.FromMinutes(1)));
        };
    }
}
