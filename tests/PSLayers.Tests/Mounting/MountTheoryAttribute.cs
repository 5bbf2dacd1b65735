using PSLayers.Fixtures;

namespace PSLayers.Tests.Mounting;

/// <summary>Tests of both ways to mount on a folder, which say so where the machine cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountTheoryAttribute : TheoryAttribute
{
    public MountTheoryAttribute() => Skip = KernelMounts.WhyNot ?? (File.Exists("/dev/fuse") ? null : "there is no /dev/fuse");
}
