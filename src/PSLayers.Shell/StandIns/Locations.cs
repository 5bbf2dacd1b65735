using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Get-Location.</summary>
[Cmdlet(VerbsCommon.Get, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class GetLocation : PSCmdlet
{
    [Parameter]
    public SwitchParameter Stack { get; set; }

    protected override void ProcessRecord() =>
        WriteObject(Stack ? SessionState.Path.LocationStack(null) : SessionState.Path.CurrentLocation);
}

/// <summary>Set-Location; without a path, to the home folder.</summary>
[Cmdlet(VerbsCommon.Set, "Location")]
[OutputType(typeof(PathInfo))]
public class SetLocation : PSCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord()
    {
        string path = LiteralPath is not null ? WildcardPattern.Escape(LiteralPath) : Path ?? "~";
        PathInfo now = SessionState.Path.SetLocation(path);
        if (PassThru)
            WriteObject(now);
    }
}

/// <summary>Push-Location: remembers where the session is, then goes elsewhere.</summary>
[Cmdlet(VerbsCommon.Push, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class PushLocation : SetLocation
{
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(null);
        if (Path is not null || LiteralPath is not null)
            base.ProcessRecord();
    }
}

/// <summary>Pop-Location: goes back to where the last Push-Location was.</summary>
[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocation : PSCmdlet
{
    protected override void ProcessRecord() => SessionState.Path.PopLocation(null);
}

/// <summary>Resolve-Path: the paths that wildcards stand for.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo), typeof(string))]
public sealed class ResolvePath : ProviderCommand
{
    [Parameter]
    public SwitchParameter Relative { get; set; }

    protected override void Handle(string path)
    {
        string pattern = LiteralPath is null ? path : WildcardPattern.Escape(path);
        foreach (PathInfo found in SessionState.Path.GetResolvedPSPathFromPSPath(pattern))
            WriteObject(Relative ? MakeRelative(found) : found);
    }

    private string MakeRelative(PathInfo found)
    {
        string relative = SessionState.Path.NormalizeRelativePath(found.Path, SessionState.Path.CurrentLocation.ProviderPath);
        return relative.StartsWith('.') ? relative : SessionState.Path.Combine(".", relative);
    }
}

/// <summary>Convert-Path: paths in the form of their own provider, as other programs want them.</summary>
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ConvertPath : ProviderCommand
{
    protected override void Handle(string path)
    {
        string pattern = LiteralPath is null ? path : WildcardPattern.Escape(path);
        WriteObject(SessionState.Path.GetResolvedProviderPathFromPSPath(pattern, out _), enumerateCollection: true);
    }
}

/// <summary>Join-Path.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPath : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    public string ChildPath { get; set; } = "";

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    public string[] AdditionalChildPath { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            WriteObject(AdditionalChildPath.Prepend(ChildPath).Aggregate(path, SessionState.Path.Combine));
    }
}

/// <summary>Split-Path: the parent, or the part that is asked for.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "Parent")]
[OutputType(typeof(string))]
public sealed class SplitPath : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = "Parent")]
    public SwitchParameter Parent { get; set; }

    [Parameter(ParameterSetName = "Leaf")]
    public SwitchParameter Leaf { get; set; }

    [Parameter(ParameterSetName = "LeafBase")]
    public SwitchParameter LeafBase { get; set; }

    [Parameter(ParameterSetName = "Extension")]
    public SwitchParameter Extension { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            WriteObject(Part(path));
    }

    private string Part(string path) => ParameterSetName switch
    {
        "Leaf" => SessionState.Path.ParseChildName(path),
        "LeafBase" => System.IO.Path.GetFileNameWithoutExtension(SessionState.Path.ParseChildName(path)),
        "Extension" => System.IO.Path.GetExtension(path),
        _ => SessionState.Path.ParseParent(path, null),
    };
}
