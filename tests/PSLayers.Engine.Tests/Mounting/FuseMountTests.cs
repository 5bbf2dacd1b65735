using Microsoft.Win32.SafeHandles;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
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

    [MountFact]
    public void A_file_is_read_past_the_cache() =>
        Mounted(Open(new ImageBuilder().Layer(new TarBuilder().File("text", new string('t', 10_000))).DockerArchive()).Images[0], (_, target) =>
            Assert.Equal(new string('t', 10_000), CommandLine.RunText("dd", $"if={Path.Join(target, "text")}", "iflag=direct", "bs=4096", "status=none")));
}
