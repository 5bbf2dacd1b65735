using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;
using PSLayers.Shell.StandIns;

namespace PSLayers.Shell;

/// <summary>One PowerShell session: runs commands and scripts, prints what they give, and knows the exit code.</summary>
internal sealed class Session : IDisposable
{
    private readonly ShellHost _host;

    private readonly Runspace _runspace;

    private volatile Pipeline? _running;

    /// <summary>Opens the session without importing anything.</summary>
    public Session(Terminal terminal)
    {
        Terminal = terminal;
        _host = new ShellHost(terminal);
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        StandInList.AddWhereAbsent(state);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        _runspace.Open();
    }

    public Terminal Terminal { get; }

    /// <summary>True after `exit`.</summary>
    public bool Ended => _host.ExitCode is not null;

    /// <summary>What the process should return: the code of `exit`, else 1 when the last command failed, else 0.</summary>
    public int ExitCode => _host.ExitCode ?? (Evaluate("$global:?") is true ? 0 : 1);

    /// <summary>Imports a module by the path of its manifest.</summary>
    /// <returns>False when it could not be imported; the reason has been printed.</returns>
    public bool Import(string manifest)
    {
        var import = new Command("Import-Module");
        import.Parameters.Add("Name", manifest);
        import.Parameters.Add("Global");
        import.Parameters.Add("ErrorAction", ActionPreference.Stop);
        return Run(PipelineOf(import)) is null;
    }

    /// <summary>Runs a line, or several, as if typed.</summary>
    /// <returns>The exit code so far.</returns>
    public int RunText(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return ExitCode;

        // Only what goes into the history counts as typed, and so sets $?.
        Exception? failure = Run(_runspace.CreatePipeline(text, addToHistory: true));
        return failure is null || Ended ? ExitCode : 1;
    }

    /// <summary>Runs a script file. Words that start with a dash name parameters, as on any PowerShell command line.</summary>
    /// <returns>The code of `exit` in it; 1 when an exception ended it; else 0, as `pwsh -File` gives.</returns>
    public int RunFile(string path, IReadOnlyList<string> arguments)
    {
        string full = Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            Terminal.Error.WriteLine($"The script '{path}' was not found.");
            return 64;
        }

        EngineInternals.LetScriptsExit(_runspace);
        var script = new Command(full);
        foreach (string argument in arguments)
            script.Parameters.Add(ToParameter(argument));
        Exception? failure = Run(PipelineOf(script));
        return _host.ExitCode ?? (failure is null ? 0 : 1);
    }

    /// <summary>The first object that the text gives; null when it gives none or fails.</summary>
    public object? Evaluate(string text)
    {
        using Pipeline pipeline = _runspace.CreatePipeline(text);
        try
        {
            return pipeline.Invoke().FirstOrDefault()?.BaseObject;
        }
        catch (RuntimeException)
        {
            return null;
        }
    }

    /// <summary>Stops what is running now, from any thread. The session lives on.</summary>
    /// <returns>False when nothing is running.</returns>
    public bool Stop()
    {
        Pipeline? running = _running;
        running?.StopAsync();
        return running is not null;
    }

    public void Dispose() => _runspace.Dispose();

    /// <summary>A name in the engine's own form keeps its dash; its value, if any, is the next word or follows the colon.</summary>
    private static CommandParameter ToParameter(string word)
    {
        if (word.Length < 2 || word[0] != '-' || !(char.IsLetter(word[1]) || word[1] == '_'))
            return new CommandParameter(null, word);
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new CommandParameter(word);
        string value = word[(colon + 1)..];
        object typed = value.ToUpperInvariant() switch { "$TRUE" => true, "$FALSE" => false, _ => value };
        return new CommandParameter(word[..(colon + 1)], typed);
    }

    private Pipeline PipelineOf(Command command)
    {
        Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add(command);
        return pipeline;
    }

    /// <summary>Runs the pipeline, prints what it gives, and disposes it.</summary>
    /// <returns>What ended it early, else null.</returns>
    private Exception? Run(Pipeline pipeline)
    {
        // Errors travel with the output to the formatter, which knows them by their stream and sends each to the right place.
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        _running = pipeline;
        try
        {
            pipeline.Input.Close();
            pipeline.Invoke();
            return null;
        }
        catch (PipelineStoppedException stopped)
        {
            return stopped;
        }
        catch (RuntimeException failure)
        {
            Report(failure);
            return failure;
        }
        finally
        {
            _running = null;
            pipeline.Dispose();
            _host.ClearProgress();
        }
    }

    private void Report(RuntimeException failure)
    {
        if (failure is IncompleteParseException)
        {
            // The engine's view leaves these to a host that would ask for more lines; here there are no more.
            Terminal.Error.WriteLine("ParserError: " + failure.Message);
            return;
        }

        using Pipeline pipeline = _runspace.CreatePipeline();
        pipeline.Commands.Add("Out-Default");
        pipeline.Input.Write(EngineInternals.AsError(failure.ErrorRecord));
        pipeline.Input.Close();
        try
        {
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            Terminal.Error.WriteLine(failure.Message);
        }
    }
}
