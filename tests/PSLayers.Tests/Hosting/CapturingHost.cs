using System.Globalization;
using System.Management.Automation.Host;
using System.Text;

namespace PSLayers.Tests.Hosting;

/// <summary>A host without a terminal: what would be on the screen becomes text.</summary>
internal sealed class CapturingHost : PSHost
{
    private readonly CapturingUI _ui;

    public CapturingHost() => _ui = new CapturingUI(Screen);

    /// <summary>What was written so far.</summary>
    public StringBuilder Screen { get; } = new();

    /// <summary>Whether questions are shown and answered with yes.</summary>
    public bool SaysYes
    {
        set => _ui.SaysYes = value;
    }

    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.GetCultureInfo("en-US");

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override string Name => "Test";

    public override PSHostUserInterface UI => _ui;

    public override Version Version => new(1, 0);

    public override void EnterNestedPrompt() => throw new NotSupportedException();

    public override void ExitNestedPrompt() => throw new NotSupportedException();

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }

    public override void SetShouldExit(int exitCode)
    {
    }
}
