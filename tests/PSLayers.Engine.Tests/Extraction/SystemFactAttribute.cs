namespace PSLayers.Engine.Tests.Extraction;

/// <summary>A test that needs a system, or a user, of a certain kind, and says so where it is another one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SystemFactAttribute : FactAttribute
{
    /// <summary>Skips on other systems.</summary>
    /// <param name="need">What the test needs.</param>
    public SystemFactAttribute(Need need)
    {
        Need = need;
        if (OperatingSystem.IsWindows())
            Skip = "Windows has no such files";
        else if (need is Need.Linux or Need.LinuxRoot && !OperatingSystem.IsLinux())
            Skip = "only Linux has this";
        else if (need == Need.LinuxRoot && !Environment.IsPrivilegedProcess)
            Skip = "only root may do this";
    }

    public Need Need { get; }
}

/// <summary>What a test needs of the system.</summary>
public enum Need
{
    /// <summary>Linux or macOS.</summary>
    Unix,

    /// <summary>Linux.</summary>
    Linux,

    /// <summary>Linux, as root.</summary>
    LinuxRoot,
}
