using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PSLayers.Fixtures;
using PSLayers.Tests.Hosting;

namespace PSLayers.Tests.Processes;

/// <summary>A pwsh with one version of Pester, which runs file after file: to start it takes longer than most of them.</summary>
public abstract class PesterProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TempFolder _folder = new();
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    /// <summary>Starts it.</summary>
    /// <param name="version">Version of Pester.</param>
    protected PesterProcess(string version)
    {
        string pester = Path.Join(Pwsh.Built("Pester"), version, "tools");
        string runner = Path.Join(Repository.Root, "tests", "Pester", "Runner.ps1");
        _process = Pwsh.Start("-NoProfile", "-NonInteractive", "-File", runner, "-Pester", pester, "-ModuleFolder", _folder.Root);
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs the tests of a file.</summary>
    internal async Task<PesterResult> RunAsync(string file)
    {
        await _process.StandardInput.WriteLineAsync(file);
        await _process.StandardInput.FlushAsync();
        var said = new StringBuilder();
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.StartsWith('{'))
                return JsonSerializer.Deserialize<PesterResult>(line)!;
            said.AppendLine(line);
        }
        lock (_errors)
            throw new InvalidOperationException($"pwsh ended. {said}{_errors}");
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What Pester says of a file.</summary>
/// <param name="Passed">Number of tests that passed.</param>
/// <param name="NotRun">Number of tests that were skipped or left out.</param>
/// <param name="Failures">Name and message of each test, block or file that failed.</param>
internal sealed record PesterResult(int Passed, int NotRun, string[] Failures);
