using System.Management.Automation;

namespace PSLayers.Commands;

/// <summary>Gives Pester assertions on images.</summary>
[Cmdlet(VerbsLifecycle.Register, "ImageAssertion")]
public sealed class RegisterImageAssertionCommand : PSCmdlet
{
    private const string Script = "PSLayers.Assertions.psm1";

    // Verbs of Pester's own are not among those that PowerShell approves of.
    private const string Import = "param($script) Import-Module $script -Global -Force -DisableNameChecking -ErrorAction Stop";

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (InvokeCommand.InvokeScript("Get-Module Pester").Count == 0)
        {
            var error = new PSInvalidOperationException("Pester is not loaded: Import-Module Pester, or call this in a BeforeAll of a test.");
            ThrowTerminatingError(new ErrorRecord(error, "PesterNotLoaded", ErrorCategory.ResourceUnavailable, "Pester"));
        }
        // Assemblies for one kind of machine are a folder further down.
        string folder = Path.GetDirectoryName(typeof(RegisterImageAssertionCommand).Assembly.Location)!;
        while (!File.Exists(Path.Join(folder, Script)) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;
        InvokeCommand.InvokeScript(Import, useNewScope: false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, Path.Join(folder, Script));
    }
}
