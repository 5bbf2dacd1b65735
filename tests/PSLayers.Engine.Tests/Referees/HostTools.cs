using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>Commands of this machine with the libraries that they need, as a layer: enough to run a script in a container.</summary>
internal static class HostTools
{
    private static readonly string[] Commands = ["sh", "rm", "mkdir", "rmdir", "chmod", "chown", "ln", "mv", "mkfifo", "touch"];

    /// <summary>The layer.</summary>
    public static byte[] Layer()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string command in Commands)
        {
            string path = CommandLine.RunText("sh", "-c", $"command -v {command}").Trim();
            files[$"/bin/{command}"] = path;
            foreach (string word in CommandLine.RunText("ldd", path).Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == '/'))
                files[word] = word;
        }
        var tar = new TarBuilder();
        var folders = new HashSet<string>();
        foreach ((string place, string path) in files)
        {
            string[] parts = place.Trim('/').Split('/');
            for (int i = 1; i < parts.Length; i++)
            {
                if (folders.Add(string.Join('/', parts[..i])))
                    tar.Directory(string.Join('/', parts[..i]));
            }
            tar.File(place.TrimStart('/'), File.ReadAllBytes(path), mode: 0b111_101_101);
        }
        return tar.Build();
    }
}
