using System.Management.Automation;
using PSLayers.Completion;

namespace PSLayers.Commands;

public sealed partial class AddImageLayerCommand
{
    /// <summary>Folders, whose content is added, and files.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Source { get; set; } = [];

    /// <summary>Where they go in the image.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public string InnerPath { get; set; } = "/";

    /// <summary>A tar that is the layer, byte for byte.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Tar { get; set; }

    /// <summary>Paths in the image that are removed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public string[] Whiteout { get; set; } = [];

    /// <summary>Whether what the image has in the directory at -InnerPath is hidden.</summary>
    [Parameter]
    public SwitchParameter Opaque { get; set; }

    /// <summary>Patterns of files that are left out, or a file of them whose name ends in "ignore".</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Ignore { get; set; } = [];

    /// <summary>Whom the files belong to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>Permissions of files and directories.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mode { get; set; }

    /// <summary>Whether files keep their owners of the disk.</summary>
    [Parameter]
    public SwitchParameter PreserveOwnership { get; set; }

    /// <summary>What the history says of the layer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CreatedBy { get; set; }

    /// <summary>A comment for the history.</summary>
    [Parameter]
    public string? Comment { get; set; }

    /// <summary>Who made the layer, for the history.</summary>
    [Parameter]
    public string? Author { get; set; }
}
