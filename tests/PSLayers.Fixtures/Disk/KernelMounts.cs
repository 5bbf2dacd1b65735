namespace PSLayers.Fixtures;

/// <summary>Whether this machine can mount files as file systems of the kernel.</summary>
public static class KernelMounts
{
    // The first kernel that mounts a file without a loop device.
    private static readonly Version Needed = new(6, 12);

    /// <summary>Why it cannot; null where it can.</summary>
    public static string? WhyNot { get; } =
        !OperatingSystem.IsLinux() ? "only Linux has this"
        : !Environment.IsPrivilegedProcess ? "only root may mount"
        : Environment.OSVersion.Version < Needed ? $"the kernel is older than {Needed}"
        : !File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\terofs", StringComparison.Ordinal)) ? "the kernel has no erofs"
        : null;
}
