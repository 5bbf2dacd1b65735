using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>A test that mounts, and says so where the machine cannot.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelMountFactAttribute : FactAttribute
{
    public KernelMountFactAttribute() => Skip = KernelMounts.WhyNot;
}
