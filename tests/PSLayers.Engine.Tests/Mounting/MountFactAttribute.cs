using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>A test that mounts, and says so where the machine cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    public MountFactAttribute() => Skip = KernelMounts.WhyNot ?? (File.Exists("/dev/fuse") ? null : "there is no /dev/fuse") ?? (File.Exists("/dev/loop-control") ? null : "there are no loop devices");
}
