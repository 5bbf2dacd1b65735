using System.Management.Automation;
using PSLayers.Completion;

namespace PSLayers.Common;

/// <summary>A cmdlet that takes paths in images beside the images. The first word of a command line names the archive where nothing else does,
/// and a path in the image where the image comes another way.</summary>
public abstract class ImagePathsCommand : LayeredImageCommand
{
    /// <summary>Archives or folders; where the image comes otherwise, paths in it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet)]
    [Parameter(Position = 0, ParameterSetName = LayerSet)]
    [Alias("InnerPath")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImagePathCompleter))]
    public override string[] Path { get; set; } = [];

    /// <summary>The paths in the image that the user gave, one way or the other.</summary>
    /// <param name="named">Those of the parameter that always means them.</param>
    private protected string[] PathsInImage(string[] named) =>
        // Objects that stand for an archive bring its path in both properties.
        ParameterSetName == PathSet ? named : [.. Path.Except(LiteralPath, StringComparer.Ordinal), .. named];
}
