using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that works on files which the user names: by their paths in an image, or as objects.</summary>
public abstract class NamedFilesCommand : InnerPathCommand<ImageOrPart>
{
    private LayeredImage? _recent;

    /// <summary>Paths of the files in the image, and patterns of paths.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Position = 1, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public override string[] InnerPath { get; set; } = [];

    /// <summary>The paths in the image that the user gave.</summary>
    /// <exception cref="ImageException">There are none.</exception>
    private protected IReadOnlyList<string> NamedPaths() => InnerPaths is { Count: > 0 } paths
        ? paths
        : throw new ImageException(ImageErrorId.FileNotFound, "no path of a file was given; -InnerPath names it");

    /// <summary>The tree of an entry's image. Entries come many from one image.</summary>
    private protected LayeredImage ImageOf(LayerEntry entry) => _recent?.Image == entry.Layer.Image ? _recent! : _recent = Read(entry.Layer.Image!);
}
