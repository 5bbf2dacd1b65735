using System.Diagnostics;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>A folder of this process, in memory where the system has such a place, for what the engine reads and writes by its path.</summary>
internal static class OwnFolder
{
    private const string InMemory = "/dev/shm";

    private static readonly Lazy<string> Root = new(() =>
    {
        string root = Path.Join(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"pslayers-fuzz-{Environment.ProcessId}");
        Directory.CreateDirectory(root);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(root);
        return root;
    });

    /// <summary>Full path of something in the folder.</summary>
    public static string At(string name) => Path.Join(Root.Value, name);

    /// <summary>An empty folder in it, whatever was there before.</summary>
    public static string Empty(string name)
    {
        string folder = At(name);
        Remove(folder);
        return Directory.CreateDirectory(folder).FullName;
    }

    private static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
            return;
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException) when (!OperatingSystem.IsWindows())
        {
            // Names of bytes that are no text are beyond what .NET can delete.
            using var remove = Process.Start("rm", ["-rf", folder]);
            remove.WaitForExit();
        }
    }
}
