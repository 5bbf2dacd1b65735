using System.Diagnostics;
using System.Reflection;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Processes;

/// <summary>Sessions in processes of their own, as users start them.</summary>
internal static class Pwsh
{
    /// <summary>The folder of PowerShell's own files.</summary>
    private static readonly string Home = Path.Join(Built("PowerShell"), OperatingSystem.IsWindows() ? "win" : "unix");

    private static readonly TimeSpan Forever = TimeSpan.FromMinutes(10);

    /// <summary>What the project file says of this name.</summary>
    public static string Built(string name) =>
        typeof(Pwsh).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == name).Value!;

    /// <summary>Starts pwsh.</summary>
    public static Process Start(params string[] arguments) => Start(Path.Join(Home, "pwsh.dll"), null, arguments);

    /// <summary>Runs a command in a new pwsh to its end.</summary>
    /// <param name="home">The user's folder, for a user who has installed nothing yet; null for the real one.</param>
    /// <param name="command">The command.</param>
    public static Finished Run(string? home, string command) =>
        Finish(Start(Path.Join(Home, "pwsh.dll"), home, "-NoProfile", "-NonInteractive", "-Command", command));

    /// <summary>Runs this repository's shell to its end.</summary>
    public static Finished Shell(params string[] words) => Finish(Start(Built("Shell"), null, words));

    /// <summary>Runs a command in this repository's shell as a user without rights, which only root can do, to its end.</summary>
    /// <param name="home">The user's folder.</param>
    /// <param name="command">The command.</param>
    public static Finished ShellAsNobody(string home, string command)
    {
        var start = new ProcessStartInfo("setpriv", ["--reuid", "65534", "--regid", "65534", "--clear-groups", "dotnet", Built("Shell"), command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        start.Environment["HOME"] = home;
        start.Environment[OwnCache.FolderVariable] = Path.Join(home, "cache");
        start.Environment.Remove("PSModulePath");
        return Finish(Process.Start(start)!);
    }

    private static Process Start(string assembly, string? home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["NO_COLOR"] = "1";
        // The modules that this process finds are not those of a new one.
        start.Environment.Remove("PSModulePath");
        if (home is not null)
        {
            start.Environment.Remove("XDG_DATA_HOME");
            start.Environment.Remove("XDG_CONFIG_HOME");
            start.Environment[OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"] = home;
        }
        return Process.Start(start)!;
    }

    private static Finished Finish(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync();
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Forever))
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return new Finished(process.ExitCode, output.Result, error.Result);
        }
    }
}

/// <summary>What a process gave.</summary>
internal sealed record Finished(int Code, string Output, string Error)
{
    /// <summary>The lines of the output that hold something.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
