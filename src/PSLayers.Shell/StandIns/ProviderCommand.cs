using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>
/// What the item commands have in common: paths in two forms, and calls into whatever provider stands behind them,
/// whose own parameters (such as -File of the file system) the engine then adds.
/// </summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    /// <summary>The parameter set of each command unless -LiteralPath is used.</summary>
    protected const string ByPath = "Path";

    private const string ByLiteralPath = "LiteralPath";

    private object? _dynamic;

    private object? _running;

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public virtual string[]? Path { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    public string[]? Exclude { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The paths to work on; none but in a command that makes -Path optional and overrides this.</summary>
    protected virtual IEnumerable<string> Paths => LiteralPath ?? Path ?? [];

    /// <summary>False for a command that gives the items that it made only when asked.</summary>
    protected virtual bool GivesItems => true;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        try
        {
            return _dynamic = DynamicParameters(Paths.FirstOrDefault() ?? ".");
        }
        catch (RuntimeException)
        {
            // A path that is wrong is reported when it is worked on; here it only means that there are no further parameters.
            return null;
        }
    }

    /// <summary>Works on one path.</summary>
    protected abstract void Handle(string path);

    /// <summary>The provider's own parameters for this command.</summary>
    protected virtual object? DynamicParameters(string path) => null;

    /// <summary>Calls a provider method, its output and errors going where this command's go.</summary>
    protected object? Provider(object intrinsics, string method, params object?[] arguments)
    {
        _running = EngineInternals.ProviderContext(this, Force, LiteralPath is not null, GivesItems, Filter, Include, Exclude, _dynamic);
        return EngineInternals.Call(intrinsics, method, [.. arguments, _running]);
    }

    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            try
            {
                Handle(path);
            }
            catch (Exception wrong) when (wrong is IContainsErrorRecord and not PipelineStoppedException)
            {
                WriteError(new ErrorRecord(((IContainsErrorRecord)wrong).ErrorRecord, wrong));
            }
        }
    }

    protected override void StopProcessing()
    {
        if (_running is not null)
            EngineInternals.Call(_running, "StopProcessing");
    }
}
