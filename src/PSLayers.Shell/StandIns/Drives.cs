using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Get-PSDrive.</summary>
[Cmdlet(VerbsCommon.Get, "PSDrive")]
[OutputType(typeof(PSDriveInfo))]
public sealed class GetPSDrive : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[]? Name { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name ?? ["*"])
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            List<PSDriveInfo> found = [.. SessionState.Drive.GetAll().Where(drive => pattern.IsMatch(drive.Name) && IsAsked(drive))];
            WriteObject(found.OrderBy(static drive => drive.Name, StringComparer.OrdinalIgnoreCase), enumerateCollection: true);
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var missing = new ItemNotFoundException($"Cannot find drive. A drive with the name '{name}' does not exist.");
                WriteError(new ErrorRecord(missing, "GetLocationNoMatchingDrive", ErrorCategory.ObjectNotFound, name));
            }
        }
    }

    private bool IsAsked(PSDriveInfo drive) =>
        PSProvider is null
        || Array.Exists(PSProvider, name => new WildcardPattern(name, WildcardOptions.IgnoreCase).IsMatch(drive.Provider.Name));
}

/// <summary>New-PSDrive.</summary>
[Cmdlet(VerbsCommon.New, "PSDrive", SupportsShouldProcess = true)]
[OutputType(typeof(PSDriveInfo))]
public sealed class NewPSDrive : PSCmdlet, IDynamicParameters
{
    private object? _dynamic;

    [Parameter(Mandatory = true, Position = 0)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, Position = 1)]
    public string PSProvider { get; set; } = "";

    [Parameter(Mandatory = true, Position = 2)]
    [AllowEmptyString]
    public string Root { get; set; } = "";

    [Parameter]
    public string Description { get; set; } = "";

    [Parameter]
    public string Scope { get; set; } = "Local";

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        try
        {
            return _dynamic = string.IsNullOrEmpty(PSProvider)
                ? null
                : EngineInternals.Call(SessionState.Drive, "NewDriveDynamicParameters", PSProvider, Context());
        }
        catch (ProviderNotFoundException)
        {
            // Reported when the drive is made.
            return null;
        }
    }

    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"Name: {Name} Provider: {PSProvider} Root: {Root}", "New drive"))
            return;
        var drive = new PSDriveInfo(Name, SessionState.Provider.GetOne(PSProvider), Root, Description, credential: null);
        EngineInternals.Call(SessionState.Drive, "New", drive, Scope, Context());
    }

    private object Context() => EngineInternals.ProviderContext(this, dynamicParameters: _dynamic);
}

/// <summary>Remove-PSDrive.</summary>
[Cmdlet(VerbsCommon.Remove, "PSDrive", SupportsShouldProcess = true)]
public sealed class RemovePSDrive : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            if (ShouldProcess(name))
                SessionState.Drive.Remove(name, Force, scope: null);
        }
    }
}

/// <summary>Get-PSProvider.</summary>
[Cmdlet(VerbsCommon.Get, "PSProvider")]
[OutputType(typeof(ProviderInfo))]
public sealed class GetPSProvider : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[]? PSProvider { get; set; }

    protected override void ProcessRecord()
    {
        IEnumerable<ProviderInfo> found =
            PSProvider is null ? SessionState.Provider.GetAll() : PSProvider.SelectMany(SessionState.Provider.Get);
        WriteObject(found, enumerateCollection: true);
    }
}
