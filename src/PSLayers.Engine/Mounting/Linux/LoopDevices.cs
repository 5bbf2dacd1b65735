using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using PSLayers.Errors;

namespace PSLayers.Mounting.Linux;

/// <summary>Files as block devices, for kernels that mount no files (losetup(8)). A device goes when nobody has it mounted any more.</summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopDevices : IDisposable
{
    private const string Program = "losetup";
    private const string Start = "/dev/loop";

    private readonly List<string> _devices = [];

    /// <summary>Makes a device of a file.</summary>
    /// <param name="file">Path of the file, as other processes may open it.</param>
    /// <returns>Path of the device.</returns>
    /// <exception cref="ImageException">There is no free device, or no program for it.</exception>
    public string Add(string file)
    {
        string device = Run("--find", "--show", "--read-only", "--", file).Trim();
        _devices.Add(device);
        return device;
    }

    /// <summary>The file that a mount's source is, where it is such a device; else the source.</summary>
    public static string FileOf(string source)
    {
        if (!source.StartsWith(Start, StringComparison.Ordinal))
            return source;
        try
        {
            return File.ReadAllText($"/sys/block/{source["/dev/".Length..]}/loop/backing_file").TrimEnd('\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return source;
        }
    }

    /// <summary>Lets the devices go as soon as nobody has them mounted.</summary>
    public void Dispose()
    {
        foreach (string device in _devices)
            Run("--detach", device);
        _devices.Clear();
    }

    private static string Run(params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> complaint = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output
                : throw new ImageException(ImageErrorId.MountFailed, $"this kernel mounts files only through loop devices, and {Program} says: {complaint.Result.Trim().TrimEnd('.')}");
        }
        catch (Win32Exception e)
        {
            throw new ImageException(ImageErrorId.MountFailed, $"this kernel mounts files only through loop devices, for which {Program} is needed", inner: e);
        }
    }
}
