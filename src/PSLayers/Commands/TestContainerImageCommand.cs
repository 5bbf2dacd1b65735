using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Verification;

namespace PSLayers.Commands;

/// <summary>Holds images to what they say of themselves: digests, sizes, types and references, computed anew from every byte.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ContainerImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageCheck), typeof(bool))]
public sealed class TestContainerImageCommand : ImagePartCommand
{
    private const string Activity = "Verifying layers";

    private readonly HashSet<object> _archives = [];
    private bool _hasPassed = true;

    /// <summary>Whether only presence and sizes are looked at, and no layer is read.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }

    /// <summary>Whether one answer is wanted instead of a row a check: true where nothing failed in any image.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    // What an earlier reading found out is no proof.
    private protected override bool ReadsAnew => true;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Quiet)
            WriteObject(_hasPassed && FailureCount == 0);
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        // One failure is the answer.
        if (Quiet && !_hasPassed)
            return;
        if (image.Store is { } store && _archives.Add(store))
            Write(ImageVerification.OfArchive(image));
        Write(ImageVerification.OfDocuments(image));
        Write(Run(Activity, meter => ImageVerification.OfLayers(image, Fast, meter)));
    }

    // That a file is no image, or no whole one, is an answer here. That it cannot be looked at is none.
    private protected override void Refuse(ImageException error, string target)
    {
        if (error.IsAboutTheFile || error.ErrorId is ImageErrorId.NoMatchingImage or ImageErrorId.ReadFailed)
            base.Refuse(error, target);
        else
            Write([ImageVerification.OfDamage(SessionState.Path.GetUnresolvedProviderPathFromPSPath(target), error)]);
    }

    private void Write(IEnumerable<ImageCheck> checks)
    {
        foreach (ImageCheck check in checks)
        {
            _hasPassed &= check.Result != CheckResult.Failed;
            if (!Quiet)
                WriteObject(check);
        }
    }
}
