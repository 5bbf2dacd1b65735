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

    /// <summary>Whether the drive can be changed. The changes go to a folder beside the image, which stays as it is.</summary>
    [Parameter]
    public SwitchParameter Writable { get; set; }

    /// <summary>The folder that has the changes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UpperPath { get; set; }

    /// <summary>Two of them that cannot be used together, or one that needs another; null for none.</summary>
    internal string? Conflict => UpperPath is not null && !Writable ? "-UpperPath is where the changes to a writable drive are, and -Writable is missing"
        : Writable && UpTo is not null ? "-Writable and -UpTo cannot be used together"
        : Writable && IncludeLayers ? "-Writable and -IncludeLayers cannot be used together"
        : null;
}
