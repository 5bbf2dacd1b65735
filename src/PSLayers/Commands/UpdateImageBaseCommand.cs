using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Editing.Rebasing;
using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Commands;

/// <summary>Puts an image on another base, as a value: the layers of the old one are replaced, those above stay. Nothing is written.</summary>
[Cmdlet(VerbsData.Update, "ImageBase", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class UpdateImageBaseCommand : ImagePartCommand
{
    private const string Activity = "Comparing layers";

    private List<ContainerImage>? _oldBases;
    private List<ContainerImage>? _newBases;

    /// <summary>The image that was built on: a path, or an object that stands for an image.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object Base { get; set; } = "";

    /// <summary>The image to stand on instead: a path, or an object that stands for an image.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public object NewBase { get; set; } = "";

    /// <summary>Name of the old base in its archive.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] BaseTag { get; set; } = [];

    /// <summary>Name of the new base in its archive.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNull]
    public string[] NewBaseTag { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing() => (_oldBases, _newBases) = (Found(Base, BaseTag), Found(NewBase, NewBaseTag));

    private protected override void ProcessImage(ContainerImage image)
    {
        // What is wrong with them was said.
        if (_oldBases is null || _newBases is null)
            return;
        ContainerImage oldBase = For(image, _oldBases, nameof(Base)), newBase = For(image, _newBases, nameof(NewBase));
        WriteObject(Run(Activity, meter => RebasedImage.Of(image, oldBase, newBase, meter)));
    }

    private List<ContainerImage>? Found(object input, string[] tags)
    {
        int failures = FailureCount;
        List<ContainerImage> images = ImagesOf(input, tags, []);
        if (images.Count == 0 && FailureCount == failures)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NoMatchingImage, "no image was found that could be a base"), TargetOf(input)));
        return FailureCount > failures ? null : images;
    }

    // An archive may have a base for each platform.
    private static ContainerImage For(ContainerImage image, List<ContainerImage> bases, string parameter)
    {
        List<ContainerImage> fit = bases.Count == 1 ? bases : bases.FindAll(one => Fits(one.Platform, image.Platform));
        string names = string.Join(", ", bases.Select(one => $"{one.Name} ({one.Platform})").Distinct().Take(10));
        return fit.Count == 1 ? fit[0] : throw new ImageException(fit.Count == 0 ? ImageErrorId.NoMatchingImage : ImageErrorId.SeveralImages,
            $"one image for {image.Platform} is wanted for -{parameter}, and there are {names}; -{parameter}Tag chooses");

        static bool Fits(string? one, string? other) => one is null || other is null || Model.Platform.Parse(one).Answers(Model.Platform.Parse(other));
    }
}
