using System.Diagnostics;
using System.Runtime.Versioning;

namespace PSLayers.Mounting.Fuse;

/// <summary>Ends a mount when the session that serves it is gone, however it went: a shell waits for its end on a pipe, and is deaf to Ctrl+C.</summary>
[SupportedOSPlatform("linux")]
internal sealed class FuseWatcher : IDisposable
{
    // A line means that the mount was ended; the end of the pipe means that nobody serves it any more.
    private const string Script = """trap '' INT HUP TERM QUIT; read -r _ || { umount -l -- "$1" 2>/dev/null || fusermount3 -u -z -- "$1" 2>/dev/null; rm -f -- "$2"; }""";

    private readonly Process _shell;

    /// <summary>Begins to wait.</summary>
    /// <param name="target">The folder of the mount.</param>
    /// <param name="file">The file that tells of the mount; removed with it.</param>
    public FuseWatcher(string target, string file) => _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", target, file])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    /// <summary>The mount was ended: nothing is to be done.</summary>
    public void Dispose()
    {
        try
        {
            _shell.StandardInput.WriteLine();
            _shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // It was killed before.
        }
        _shell.Dispose();
    }
}
