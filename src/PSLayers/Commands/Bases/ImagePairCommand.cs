using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet about two images: one that is referred to, and each that differs from it.</summary>
public abstract class ImagePairCommand : ArchiveCommand
{
    private ContainerImage? _reference;

    /// <summary>The image to compare with: a path, or an object that stands for an image.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public object ReferenceImage { get; set; } = "";

    /// <summary>The images that are compared with it: paths, or objects that stand for images.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public object[] DifferenceImage { get; set; } = [];

    /// <summary>Name of the reference image in its archive.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string[] ReferenceTag { get; set; } = [];

    /// <summary>Names of the compared images in their archives.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string[] DifferenceTag { get; set; } = [];

    /// <summary>Platform of the images on both sides.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    [ValidateNotNull]
    public string[] Platform { get; set; } = [];

    /// <summary>Whether to read the archives anew, and to keep nothing of them on disk.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    private protected override bool ReadsAnew => NoCache;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        List<ContainerImage> references = Found(ReferenceImage, ReferenceTag);
        if (references.Count == 0)
            return;
        string target = TargetOf(ReferenceImage);
        if (references.Count > 1)
        {
            string names = string.Join(", ", references.Select(image => $"{image.Name} ({image.Platform})").Distinct().Take(10));
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.SeveralImages,
                $"one image is compared with, but there are {references.Count}: {names}; -ReferenceTag and -Platform choose"), target));
            return;
        }
        _reference = references[0];
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_reference is null)
            return;
        foreach (object input in DifferenceImage)
        {
            foreach (ContainerImage image in Found(input, DifferenceTag))
                Guard(TargetOf(input), () => Compare(_reference, image));
        }
    }

    /// <summary>Writes what there is to say of one pair.</summary>
    /// <param name="one">The reference image.</param>
    /// <param name="other">The other one.</param>
    private protected abstract void Compare(ContainerImage one, ContainerImage other);

    // No row means that nothing differs. Where nothing was compared that would be a lie, whatever wildcards usually do.
    private List<ContainerImage> Found(object input, string[] tags)
    {
        int failures = FailureCount;
        List<ContainerImage> images = ImagesOf(input, tags, Platform);
        // An attestation comes along with the images of its archive.
        if (images.Count == 0 && FailureCount == failures && (_reference is null || PSObject.AsPSObject(input).BaseObject is not ContainerImage))
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NoMatchingImage, "no image was found, so nothing was compared"), TargetOf(input)));
        return images;
    }
}
