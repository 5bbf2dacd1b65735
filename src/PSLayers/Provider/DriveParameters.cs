using System.Management.Automation;

namespace PSLayers.Provider;

/// <summary>What New-PSDrive takes for an image beside its own parameters.</summary>
public sealed class DriveParameters
{
    /// <summary>Name of the image wanted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Tag { get; set; } = [];

    /// <summary>Platform of the image wanted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] Platform { get; set; } = [];

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? UpTo { get; set; }

    /// <summary>Whether the stack is shown too.</summary>
    [Parameter]
    public SwitchParameter IncludeLayers { get; set; }
}
