namespace PSLayers.Images;

/// <summary>An image or a layer of one, as commands take it from the pipeline: a ContainerImage, an ImageView or an ImageLayer.</summary>
public abstract class ImageOrLayer : ImageOrPart
{
    private protected ImageOrLayer()
    {
    }
}
