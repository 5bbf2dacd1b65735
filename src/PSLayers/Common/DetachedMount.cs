using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation.Language;
using System.Runtime.Versioning;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Mounting;

namespace PSLayers.Common;

/// <summary>Mounts a view that a PowerShell of its own serves, so that it outlives the session.</summary>
[SupportedOSPlatform("linux")]
internal static class DetachedMount
{
    private const string Ready = "ready";

    /// <summary>Starts the process, and waits until the view is mounted.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <param name="allowOther">Whether other users may read it too.</param>
    /// <param name="home">Where this session's PowerShell is.</param>
    /// <param name="module">The module's manifest.</param>
    /// <param name="cancellation">Ends the wait, and the process.</param>
    /// <exception cref="ImageException">It cannot be mounted, or there is no PowerShell.</exception>
    public static ViewMount Start(ContainerImage image, int top, string target, bool allowOther, string home, string module, CancellationToken cancellation)
    {
        if (image.IsEdited)
            throw new ImageException(ImageErrorId.MountFailed, "an edited image is in no archive that another process could open; Export-ContainerImage writes one");
        string script = $$"""
            $ErrorActionPreference = 'Stop'
            try {
                Import-Module {{Quoted(module)}}
                $null = Mount-ImageView -LiteralPath {{Quoted(image.ImagePath)}}{{(image.ImageId is { } id ? $" -ImageId {Quoted(id)}" : "")}} -UpTo {{top.ToString(CultureInfo.InvariantCulture)}} -MountPoint {{Quoted(target)}} -Driver Fuse{{(allowOther ? " -AllowOther" : "")}} -WarningAction Ignore
            } catch { [Console]::Out.WriteLine($_.Exception.Message); exit 1 }
            [Console]::Out.WriteLine('{{Ready}}')
            while (Get-ImageView {{Quoted(target)}} -ErrorAction Ignore) { Start-Sleep -Seconds 1 }
            """;
        // In a session of its own no key that is pressed here reaches it.
        using Process process = Run("setsid", [.. Shell(home), "-NoProfile", "-NonInteractive", "-Command", script]);
        using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        string? answer = process.StandardOutput.ReadLine();
        cancellation.ThrowIfCancellationRequested();
        if (answer != Ready)
            throw new ImageException(ImageErrorId.MountFailed, answer is null ? "the process that should serve the mount ended at once" : answer.TrimEnd('.'));
        return ViewMounts.All().FirstOrDefault(mount => mount.MountPoint == target)
            ?? throw new ImageException(ImageErrorId.MountFailed, "the mount was ended at once");
    }

    private static Process Run(string program, string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        }
        catch (Win32Exception e)
        {
            throw new ImageException(ImageErrorId.MountFailed, $"a process of its own needs the program {program}", inner: e);
        }
    }

    // The PowerShell of this session; as a .NET tool it has no program of its own, and where PowerShell is hosted it may be elsewhere.
    private static string[] Shell(string home) => Path.Join(home, "pwsh") is var own && File.Exists(own) ? [own]
        : Path.Join(home, "pwsh.dll") is var tool && File.Exists(tool) ? [Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", tool]
        : ["pwsh"];

    private static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";
}
