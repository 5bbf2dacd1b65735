using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>Collects what is odd about a stack of layers while its tree is built; the texts are made at the end, and only so many.</summary>
internal sealed class TreeWarnings(ReadLimits limits)
{
    private readonly List<(ImageErrorId Id, int Layer, int Node, bool IsRefused)> _found = [];
    private ImageWarning? _leftOut;
    private int _more;

    /// <summary>Notes that a path stands more than once in a layer.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="node">The path.</param>
    /// <param name="isRefused">Whether the names are the same, too.</param>
    public void Repeated(int layer, int node, bool isRefused) => Add(ImageErrorId.DuplicateName, layer, node, isRefused);

    /// <summary>Notes a hard link to what its layer does not have before it.</summary>
    public void StrayLink(int layer, int node) => Add(ImageErrorId.HardLinkOutside, layer, node, isRefused: true);

    public void RemovesOwn(int layer, int node) => Add(ImageErrorId.WhiteoutBesideFile, layer, node);

    public void TooDeep(int layer) => Add(ImageErrorId.CountLimit, layer, LayeredTree.Root);

    public void TooManyLinks(int layer) => Add(ImageErrorId.LinkCycle, layer, LayeredTree.Root);

    /// <summary>Notes that a layer and those above it are no part of the tree.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="refusal">What the layers up to it have too much of.</param>
    public void LeftOut(int layer, string refusal) => _leftOut = new ImageWarning(ImageErrorId.ImageLimit,
        $"layer {layer} and those above it are left out of views: up to it the image has {refusal}. "
        + "Views show the layers below, and the entries of each layer can still be listed.");

    public IReadOnlyList<ImageWarning> Texts(LayeredTree tree)
    {
        // The most important first: only so many are shown.
        List<ImageWarning> texts = [.. _leftOut is null ? [] : (ImageWarning[])[_leftOut], .. _found.Select(found => new ImageWarning(found.Id, $"layer {found.Layer}: {Text(found.Id, tree.Path(found.Node))}{(found.IsRefused ? "; Docker engines refuse such a layer." : ".")}"))];
        if (_more > 0)
            texts.Add(new ImageWarning(ImageErrorId.CountLimit, $"{_more} more of the kind."));
        return texts;
    }

    private string Text(ImageErrorId id, string path) => id switch
    {
        ImageErrorId.DuplicateName => $"{path} stands there more than once; the last one counts",
        ImageErrorId.HardLinkOutside => $"{path} is a hard link to something that the layer does not have before it",
        ImageErrorId.WhiteoutBesideFile => $"{path} stands beside its own whiteout, which removes only what the layers below have",
        ImageErrorId.LinkCycle => "so many symbolic links lead to its directories that the rest of them is not followed, and names mean what they say (limit LinkSteps)",
        _ => $"an entry has more than {limits.PathDepth} directories above it and is left out of views (limit PathDepth)",
    };

    private void Add(ImageErrorId id, int layer, int node, bool isRefused = false)
    {
        if (_found.Count < limits.Warnings)
            _found.Add((id, layer, node, isRefused));
        else
            _more++;
    }
}
