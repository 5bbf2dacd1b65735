using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Images;
using PSLayers.Provider;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that works on images: from paths with wildcards, from literal paths, or from objects in the pipeline.</summary>
public abstract class ImageCommand : ArchiveCommand
{
    /// <summary>Parameter set for paths with wildcards.</summary>
    protected const string PathSet = "Path";

    /// <summary>Parameter set for literal paths.</summary>
    protected const string LiteralPathSet = "LiteralPath";

    /// <summary>Parameter set for objects.</summary>
    protected const string ObjectSet = "InputObject";

    /// <summary>Archives or folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Archives or folders, as literal paths.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "LP", "ImagePath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Names of the images wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string[] Tag { get; set; } = [];

    /// <summary>Platforms of the images wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    [ValidateNotNull]
    public string[] Platform { get; set; } = [];

    /// <summary>Ids of the images wanted. An object whose image is read anew from its archive brings the id with the path.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[]? ImageId { get; set; }

    /// <summary>Whether to read the archives anew, and to keep nothing of them on disk.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter NoCache { get; set; }

    private protected override bool ReadsAnew => NoCache;

    /// <summary>Works on one image.</summary>
    private protected abstract void ProcessImage(ContainerImage image);

    /// <summary>Works on a drive that was named as a path: on the image that it shows.</summary>
    private protected virtual void ProcessDrive(ImageViewDrive drive) => ProcessImage(drive.ShownImage.Image);

    /// <summary>Works on a view from Get-ImageView: on the image that it shows.</summary>
    private protected virtual void ProcessView(ImageView view) => ProcessImage(ShownImage(view));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == LiteralPathSet;
        foreach (string path in isLiteral ? LiteralPath : ParameterSetName == PathSet ? Path : [])
        {
            if (DriveOf(path) is { } mounted)
            {
                Guard(path, () => ProcessDrive(mounted));
                continue;
            }
            foreach ((string file, string target, bool isWildcard) in Resolve(path, isLiteral))
                Guard(target, () => ProcessArchive(file, target, isWildcard));
        }
    }

    private void ProcessArchive(string file, string target, bool isWildcard)
    {
        foreach (ContainerImage image in Choose(file, target, isWildcard, new ImageChoice(Tag, Platform, ImageId ?? [])))
        {
            WriteWarnings(image.Archive, image.Warnings);
            Guard(target, () => ProcessImage(image));
        }
    }
}
