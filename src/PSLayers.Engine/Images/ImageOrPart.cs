using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>An image or a part of one, as commands take it from the pipeline: a ContainerImage, an ImageView, an ImageLayer, an ImageFile or a LayerEntry.</summary>
public abstract class ImageOrPart : ImageObject
{
    private protected ImageOrPart()
    {
    }

    /// <summary>Full path of the archive.</summary>
    internal abstract string Archive { get; }
}
