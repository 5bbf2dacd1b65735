using PSLayers.Errors;

namespace PSLayers.Images;

/// <summary>What all copies of an image object share: by it they are known as the same image.</summary>
internal sealed class ImageIdentity
{
    private volatile IReadOnlyList<ImageWarning> _wrongClaims = [];

    /// <summary>About how many bytes of memory the image's tree takes; 0 as long as there is none.</summary>
    public long TreeFootprint { get; set; }

    /// <summary>Claims of the image that turned out to be wrong when digests were computed.</summary>
    public IReadOnlyList<ImageWarning> WrongClaims => _wrongClaims;

    /// <summary>Notes wrong claims; those that are known already are not noted twice.</summary>
    public void Add(IReadOnlyList<ImageWarning> wrongClaims)
    {
        if (wrongClaims.Count == 0)
            return;
        lock (this)
            _wrongClaims = [.. _wrongClaims.Union(wrongClaims)];
    }
}
