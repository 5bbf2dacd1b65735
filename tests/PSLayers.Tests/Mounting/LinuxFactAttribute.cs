namespace PSLayers.Tests.Mounting;

/// <summary>A test of what only Linux has, and says so elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <summary>Skips on other systems, and for other users where it needs root.</summary>
    /// <param name="needsRoot">Whether only root may do it.</param>
    public LinuxFactAttribute(bool needsRoot = false)
    {
        NeedsRoot = needsRoot;
        Skip = !OperatingSystem.IsLinux() ? "only Linux has this" : needsRoot && !Environment.IsPrivilegedProcess ? "only root may do this" : null;
    }

    /// <summary>Whether only root may do it.</summary>
    public bool NeedsRoot { get; }
}

/// <summary>Tests of what only Linux has, and that say so elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OperatingSystem.IsLinux() ? null : "only Linux has this";
}
