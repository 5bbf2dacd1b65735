using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Adds a layer to an image, as a value: files and folders of the disk, a tar as it is, or whiteouts. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Add, "ImageLayer", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class AddImageLayerCommand : ImagePartCommand
{
    private const string Activity = "Adding a layer";

    private Addition? _addition;
    private string? _tar;

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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(Tar), nameof(Source), nameof(InnerPath), nameof(Whiteout), nameof(Opaque), nameof(Ignore), nameof(Owner), nameof(Mode), nameof(PreserveOwnership));
        Exclude(nameof(Owner), nameof(PreserveOwnership));
        if (Source.Length + Whiteout.Length == 0 && Tar is null && !Opaque)
        {
            var error = new PSArgumentException("What the layer is made of is missing: -Source, -Tar, -Whiteout or -Opaque.");
            ThrowTerminatingError(new ErrorRecord(error, "LayerMissing", ErrorCategory.InvalidArgument, null));
        }
        if (Tar is not null)
            Guard(Tar, () => _tar = PlaceOnDisk(Tar));
        else
            _addition = Addition();
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        var warnings = new List<ImageWarning>();
        var step = new LayerStep(CreatedBy ?? Text(), Comment, Author);
        ContainerImage? edited = null;
        if (_tar is { } tar)
            edited = Run(Activity, meter => AddedLayer.OfTar(image, tar, step, meter, warnings));
        else if (_addition is { } addition && Read(image) is { } tree)
            edited = Run(Activity, meter => AddedLayer.Of(tree, addition, step, meter, warnings));
        WriteWarnings(image.Archive, warnings);
        if (edited is not null)
            WriteObject(edited);
    }

    // Null where something of it is not there: half a layer is none.
    private Addition? Addition()
    {
        int failures = FailureCount;
        string[] sources = [.. Source.SelectMany(source => Resolve(source, isLiteral: false)).Select(found => found.File)];
        IgnoreRules ignored = IgnoreRules.None;
        Guard(string.Join(", ", Ignore), () => ignored = new IgnoreRules(IgnoreFiles.Patterns(Ignore, PlaceOnDisk)));
        if (FailureCount == failures && sources.Length == 0 && Source.Length > 0)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder"), Source[0]));
        return FailureCount > failures ? null : new Addition
        {
            Sources = sources,
            InnerPath = InnerPath,
            Whiteouts = Whiteout,
            IsOpaque = Opaque,
            Ignored = ignored,
            Owner = Owner,
            PreservesOwner = PreserveOwnership,
            Mode = Mode,
        };
    }

    // The history is in the image for good: it says nothing of this machine.
    private string Text() => $"{MyInvocation.MyCommand.Name} " + (Tar is not null ? System.IO.Path.GetFileName(Tar)
        : Source.Length > 0 || Opaque ? InnerPath : "-Whiteout " + string.Join(", ", Whiteout));
}
