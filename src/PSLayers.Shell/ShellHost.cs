using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace PSLayers.Shell;

/// <summary>What the engine knows of the program that it runs in.</summary>
internal sealed class ShellHost(Terminal terminal) : PSHost
{
    private readonly ShellUI _ui = new(terminal);

    /// <summary>The code that `exit` gave; null while nothing has asked to end.</summary>
    public int? ExitCode { get; private set; }

    public override string Name => "PSLayers.Shell";

    public override Version Version { get; } = typeof(ShellHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI => _ui;

    /// <summary>Takes the progress line away, so that nothing of it stays beside what follows.</summary>
    public void ClearProgress() => _ui.Progress.Clear();

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new PSNotSupportedException("This shell has no nested prompt.");

    public override void ExitNestedPrompt() => throw new PSNotSupportedException("This shell has no nested prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
