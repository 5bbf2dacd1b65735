using System.Collections;
using System.Diagnostics;
using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Measure-Command: how long a script block takes; what it gives is dropped.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommand : PSCmdlet
{
    private readonly Stopwatch _watch = new();

    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Expression { get; set; } = ScriptBlock.Create("");

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        _watch.Start();
        Expression.InvokeWithContext(null, [new PSVariable("_", InputObject)]);
        _watch.Stop();
    }

    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}

/// <summary>New-Object for .NET types.</summary>
[Cmdlet(VerbsCommon.New, "Object")]
public sealed class NewObject : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public string TypeName { get; set; } = "";

    [Parameter(Position = 1)]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    [Parameter]
    public IDictionary? Property { get; set; }

    protected override void EndProcessing()
    {
        Type type = LanguagePrimitives.ConvertTo<Type>(TypeName);
        bool custom = type == typeof(PSObject);
        PSObject result = custom ? new PSObject() : PSObject.AsPSObject(Activator.CreateInstance(type, Plain(ArgumentList))!);
        foreach (DictionaryEntry entry in Property ?? new Hashtable())
        {
            string name = entry.Key.ToString()!;
            if (custom)
                result.Properties.Add(new PSNoteProperty(name, entry.Value));
            else
                result.Properties[name].Value = entry.Value;
        }

        WriteObject(result);
    }

    private static object?[] Plain(object?[] values) =>
        [.. values.Select(static value => value is PSObject wrapped ? wrapped.BaseObject : value)];
}

/// <summary>Get-Alias.</summary>
[Cmdlet(VerbsCommon.Get, "Alias")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAlias : PSCmdlet
{
    [Parameter(Position = 0)]
    public string[] Name { get; set; } = ["*"];

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
            WriteObject(InvokeCommand.GetCommands(name, CommandTypes.Alias, nameIsPattern: true), enumerateCollection: true);
    }
}

/// <summary>Start-Sleep.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = "Seconds")]
public sealed class StartSleep : PSCmdlet, IDisposable
{
    private readonly ManualResetEventSlim _stopped = new();

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Seconds")]
    public double Seconds { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Milliseconds")]
    [Alias("ms")]
    public int Milliseconds { get; set; }

    protected override void ProcessRecord() =>
        _stopped.Wait(ParameterSetName == "Seconds" ? TimeSpan.FromSeconds(Seconds) : TimeSpan.FromMilliseconds(Milliseconds));

    public void Dispose() => _stopped.Dispose();

    protected override void StopProcessing() => _stopped.Set();
}
