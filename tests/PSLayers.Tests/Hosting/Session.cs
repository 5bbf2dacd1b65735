using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace PSLayers.Tests.Hosting;

/// <summary>A PowerShell session with the staged module imported.</summary>
public sealed class Session : IDisposable
{
    private readonly Runspace _runspace;

    /// <summary>Opens a session whose current folder is the repository.</summary>
    public Session() : this(true)
    {
    }

    internal Session(bool importsModule)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;
        if (importsModule)
            state.ImportPSModule(Repository.Manifest);
        _runspace = RunspaceFactory.CreateRunspace(Host, state);
        _runspace.Open();
        _runspace.SessionStateProxy.Path.SetLocation(Repository.Root);
    }

    internal CapturingHost Host { get; } = new();

    internal Runspace Runspace => _runspace;

    /// <summary>Runs a command line; in it, $a, $b, … are the arguments.</summary>
    internal Result Run(string script, params object?[] arguments) => RunOn([], script, arguments);

    /// <summary>Runs a command line with objects from the pipeline; in it, $input are those objects.</summary>
    internal Result RunOn(IEnumerable<object> input, string script, params object?[] arguments)
    {
        using PowerShell shell = NewShell(script, arguments);
        List<PSObject> output = [.. shell.Invoke(input)];
        return new Result(output, [.. shell.Streams.Error], [.. shell.Streams.Progress]);
    }

    /// <summary>What a user would see on the screen.</summary>
    internal string Show(string script, params object?[] arguments)
    {
        Host.Screen.Clear();
        using PowerShell shell = NewShell(script, arguments);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        shell.Invoke();
        // Without PowerShell's own colours, an escape code on the screen can only come from an image.
        PSStyle style = PSStyle.Instance;
        return new[] { style.Formatting.TableHeader, style.Formatting.CustomTableHeaderLabel, style.Formatting.FormatAccent, style.Reset }
            .Aggregate(Host.Screen.ToString(), (screen, own) => screen.Replace(own, "", StringComparison.Ordinal));
    }

    /// <summary>What the Tab key would offer at the end of a line.</summary>
    internal IReadOnlyList<CompletionResult> Complete(string line)
    {
        using var shell = PowerShell.Create(_runspace);
        return CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches;
    }

    internal PowerShell NewShell(string script, params object?[] arguments)
    {
        var shell = PowerShell.Create(_runspace);
        string names = string.Join(", ", arguments.Select((_, i) => $"${(char)('a' + i)}"));
        shell.AddScript(arguments.Length == 0 ? script : $"param({names}) {script}");
        foreach (object? argument in arguments)
            shell.AddArgument(argument);
        return shell;
    }

    /// <summary>Closes the session.</summary>
    public void Dispose() => _runspace.Dispose();
}

/// <summary>The tests that share one session, for to open one takes longer than most tests.</summary>
[CollectionDefinition(Name)]
public sealed class SharedSession : ICollectionFixture<Session>
{
    internal const string Name = "Shared session";
}
