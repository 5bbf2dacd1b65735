using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Images;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that takes paths in images beside the images.</summary>
/// <typeparam name="TInput">What objects it takes from the pipeline.</typeparam>
public abstract class InnerPathCommand<TInput> : LayeredImageCommand<TInput> where TInput : ImageOrPart
{
    /// <summary>Archives or folders.</summary>
    /// <remarks>PowerShell knows what the pipeline brings only after it has put the words of the command line in their places. So the first word
    /// is always this one's; where the image comes another way, it is a path in the image.</remarks>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralPathSet, DontShow = true)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet, DontShow = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public override string[] Path { get; set; } = [];

    /// <summary>Paths in the image, and patterns of paths.</summary>
    [Parameter(Position = 1, ParameterSetName = PathSet)]
    [Parameter(Position = 1, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public virtual string[] InnerPath { get; set; } = [];

    /// <summary>The paths in the image that the user gave, one way or the other.</summary>
    private protected IReadOnlyList<string> InnerPaths => ParameterSetName == PathSet ? InnerPath : [.. Path, .. InnerPath];
}
