using System.Management.Automation;

namespace PSLayers.Commands;

public sealed partial class ImportImageFileCommand
{
    private const string PathSet = "Path", LiteralPathSet = "LiteralPath";

    /// <summary>Files and folders of the disk.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders of the disk, as literal paths.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Where they go on the drive.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Whom they belong to in the image.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Owner { get; set; }

    /// <summary>Permissions of files and directories.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Mode { get; set; }

    /// <summary>Whether they keep their owners of the disk.</summary>
    [Parameter]
    public SwitchParameter PreserveOwnership { get; set; }

    /// <summary>Patterns of files that are left out, or a file of them whose name ends in "ignore".</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Ignore { get; set; } = [];

    /// <summary>Whether files that are there are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether what was made is given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }
}
