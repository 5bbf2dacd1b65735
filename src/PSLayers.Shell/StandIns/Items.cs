using System.Management.Automation;

namespace PSLayers.Shell.StandIns;

/// <summary>Get-Item.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItem : ProviderCommand
{
    protected override void Handle(string path) => Provider(InvokeProvider.Item, "Get", path);

    protected override object? DynamicParameters(string path) => Provider(InvokeProvider.Item, "GetItemDynamicParameters", path);
}

/// <summary>Get-ChildItem.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItem : ProviderCommand
{
    [Parameter(Position = 0, ParameterSetName = ByPath, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[]? Path { get; set; }

    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many levels below the first; implies -Recurse.</summary>
    [Parameter]
    public uint? Depth { get; set; }

    /// <summary>Gives names, relative to the path, in place of items.</summary>
    [Parameter]
    public SwitchParameter Name { get; set; }

    protected override IEnumerable<string> Paths => LiteralPath ?? Path ?? ["."];

    protected override void Handle(string path)
    {
        bool recurse = Recurse || Depth is not null;
        uint depth = Depth ?? uint.MaxValue;
        if (Name)
            Provider(InvokeProvider.ChildItem, "GetNames", path, ReturnContainers.ReturnMatchingContainers, recurse, depth);
        else
            Provider(InvokeProvider.ChildItem, "Get", path, recurse, depth);
    }

    protected override object? DynamicParameters(string path) =>
        Provider(InvokeProvider.ChildItem, "GetChildItemsDynamicParameters", path, (bool)Recurse);
}

/// <summary>Test-Path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPath : ProviderCommand
{
    [Parameter]
    [ValidateSet("Any", "Container", "Leaf")]
    [Alias("Type")]
    public string PathType { get; set; } = "Any";

    protected override void Handle(string path)
    {
        try
        {
            bool exists = (bool)Provider(InvokeProvider.Item, "Exists", path)!;
            if (exists && PathType != "Any")
                exists = (bool)Provider(InvokeProvider.Item, "IsContainer", path)! == (PathType == "Container");
            WriteObject(exists);
        }
        catch (SessionStateException)
        {
            // No such drive, provider or item.
            WriteObject(false);
        }
    }
}

/// <summary>Remove-Item.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = "Path")]
public sealed class RemoveItem : ProviderCommand
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void Handle(string path)
    {
        if (!(bool)Provider(InvokeProvider.Item, "Exists", path)!)
            Provider(InvokeProvider.Item, "Get", path);
        else if (Recurse || !HasChildren(path) || ShouldContinue($"The item at {path} has children and -Recurse was not given.", "Confirm"))
            Provider(InvokeProvider.Item, "Remove", path, true);
    }

    private bool HasChildren(string path) =>
        (bool)Provider(InvokeProvider.Item, "IsContainer", path)! && (bool)Provider(InvokeProvider.ChildItem, "HasChild", path)!;
}

/// <summary>New-Item.</summary>
[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true)]
public sealed class NewItem : PSCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    [Parameter]
    [Alias("Type")]
    public string ItemType { get; set; } = "File";

    [Parameter(ValueFromPipeline = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (ShouldProcess(path, "Create " + ItemType))
                WriteObject(InvokeProvider.Item.New([path], null, ItemType, Value, Force), enumerateCollection: true);
        }
    }
}

/// <summary>Copy-Item.</summary>
[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class CopyItem : ProviderCommand
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = ".";

    [Parameter]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override bool GivesItems => PassThru;

    protected override void Handle(string path) =>
        Provider(InvokeProvider.Item, "Copy", path, Destination, (bool)Recurse, CopyContainers.CopyTargetContainer);
}
