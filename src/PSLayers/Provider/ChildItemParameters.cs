using System.Management.Automation;

namespace PSLayers.Provider;

/// <summary>What Get-ChildItem takes on a drive beside its own parameters.</summary>
public sealed class ChildItemParameters
{
    /// <summary>Whether only directories are wanted, and links to some.</summary>
    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    /// <summary>Whether everything but directories is wanted.</summary>
    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    internal bool Includes(DriveItem item) => (!Directory && !File) || (item.IsFolder ? Directory : File);
}
