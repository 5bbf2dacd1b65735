using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Images;

/// <summary>What all copies of an image object share: by it they are known as the same image.</summary>
internal sealed class ImageIdentity
{
    private volatile IReadOnlyList<ImageWarning> _wrongClaims = [];

    /// <summary>The tree is built once: whoever wants it as well waits for it.</summary>
    public Turn Building { get; } = new();

    /// <summary>What was made of all layers of the image, kept as long as the image is in use and its archive has room.</summary>
    public object? Tree { get; private set; }

    /// <summary>About how many bytes of memory it takes; 0 as long as there is none.</summary>
    public long TreeFootprint { get; private set; }

    /// <summary>Claims of the image that turned out to be wrong when digests were computed.</summary>
    public IReadOnlyList<ImageWarning> WrongClaims => _wrongClaims;

    /// <summary>Keeps what was made of the layers.</summary>
    public void Keep(object tree, long footprint) => (Tree, TreeFootprint) = (tree, footprint);

    /// <summary>Forgets it; whoever uses it goes on doing so.</summary>
    public void Forget() => (Tree, TreeFootprint) = (null, 0);

    /// <summary>Notes wrong claims; those that are known already are not noted twice.</summary>
    public void Add(IReadOnlyList<ImageWarning> wrongClaims)
    {
        if (wrongClaims.Count == 0)
            return;
        lock (this)
            _wrongClaims = [.. _wrongClaims.Union(wrongClaims)];
    }
}
