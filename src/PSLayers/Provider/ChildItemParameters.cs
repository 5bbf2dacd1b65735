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

    /// <summary>The parameters of a command, whichever provider they came from.</summary>
    internal static ChildItemParameters Of(object? parameters)
    {
        if (parameters is ChildItemParameters own)
            return own;
        var foreign = new ForeignParameters(parameters);
        return new ChildItemParameters
        {
            Directory = foreign.Value(nameof(Directory), default(SwitchParameter)),
            File = foreign.Value(nameof(File), default(SwitchParameter)),
        };
    }

    internal bool Includes(DriveItem item) => (!Directory && !File) || (item.IsFolder ? Directory : File);
}
