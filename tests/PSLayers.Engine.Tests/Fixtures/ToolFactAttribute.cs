using System.Diagnostics;

namespace PSLayers.Engine.Tests.Fixtures;

/// <summary>A test that needs command line tools, and says so where one is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] tools)
    {
        Tools = tools;
        if (Array.Find(tools, tool => CommandLine.Find(tool) is null) is { } missing)
            Skip = $"{missing} is not installed";
    }

    public string[] Tools { get; }
}

/// <summary>Runs a tool and takes its output.</summary>
internal static class CommandLine
{
    public static string? Find(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Select(folder => Path.Join(folder, tool)).FirstOrDefault(File.Exists);
    }

    public static byte[] Run(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{tool} {string.Join(' ', arguments)}: {errors.Result}");
        return output.ToArray();
    }

    public static string RunText(string tool, params string[] arguments) => System.Text.Encoding.UTF8.GetString(Run(tool, arguments));
}
