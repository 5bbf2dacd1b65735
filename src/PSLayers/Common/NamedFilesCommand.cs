using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Content;
using PSLayers.Errors;

namespace PSLayers.Common;

/// <summary>A cmdlet that works on files which the user names: by their paths in an image, or as objects from Get-ImageFile.</summary>
public abstract class NamedFilesCommand : ImagePathsCommand
{
    /// <summary>Parameter set for files of images.</summary>
    protected const string FileSet = "ImageFile";

    /// <summary>Paths of the files in the image.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Position = 1, ParameterSetName = LiteralPathSet)]
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [Parameter(Position = 1, ParameterSetName = LayerSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImagePathCompleter))]
    public string[] FilePath { get; set; } = [];

    /// <summary>Files from Get-ImageFile.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = FileSet)]
    [ValidateNotNull]
    public ImageFile[] ImageFile { get; set; } = [];

    /// <summary>The paths in the image that the user gave.</summary>
    /// <exception cref="ImageException">There are none.</exception>
    private protected string[] NamedPaths() => PathsInImage(FilePath) is { Length: > 0 } paths
        ? paths
        : throw new ImageException(ImageErrorId.FileNotFound, "no path of a file was given; -FilePath names it");
}
