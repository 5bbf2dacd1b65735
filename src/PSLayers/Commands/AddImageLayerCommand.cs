using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Provider;

namespace PSLayers.Commands;

/// <summary>Adds a layer to an image, as a value: files and folders of the disk, a tar as it is, or whiteouts. Nothing is written.</summary>
[Cmdlet(VerbsCommon.Add, "ImageLayer", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed partial class AddImageLayerCommand : ImagePartCommand
{
    private const string Activity = "Adding a layer";

    private Addition? _addition;
    private string? _tar;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(Tar), nameof(Source), nameof(InnerPath), nameof(Whiteout), nameof(Opaque),
            nameof(Ignore), nameof(Owner), nameof(Mode), nameof(PreserveOwnership));
        Exclude(nameof(Owner), nameof(PreserveOwnership));
        // What comes from the pipeline may be a view, and have changes.
        if (HasNothing && !MyInvocation.ExpectingInput && !Path.Concat(LiteralPath).Any(path => DriveOf(path) is not null))
            EndForNothing();
        if (Tar is not null)
            Guard(Tar, () => _tar = PlaceOnDisk(Tar));
        else
            _addition = Addition();
    }

    private bool HasNothing => Source.Length + Whiteout.Length == 0 && Tar is null && !Opaque;

    private void EndForNothing()
    {
        var error = new PSArgumentException("What the layer is made of is missing: -Source, -Tar, -Whiteout or -Opaque, or the changes of a writable view.");
        ThrowTerminatingError(new ErrorRecord(error, "LayerMissing", ErrorCategory.InvalidArgument, null));
    }

    private protected override void ProcessDrive(ImageViewDrive drive)
    {
        if (HasNothing)
            ProcessView(new ImageView(drive));
        else
            base.ProcessDrive(drive);
    }

    // What docker commit does.
    private protected override void ProcessView(ImageView view)
    {
        if (HasNothing)
            WriteObject(Commit(view, new LayerStep(CreatedBy ?? LayerStep.Changes, Comment, Author)));
        else
            base.ProcessView(view);
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        if (HasNothing)
            EndForNothing();
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
        string[] sources = [.. Source.SelectMany(source => Resolve(source, isLiteral: false, isImage: false)).Select(found => found.File)];
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
