namespace PSLayers.Images;

/// <summary>An image, or a view of one that is mounted, as commands take it from the pipeline: a ContainerImage or an ImageView.</summary>
public abstract class ImageOrView : ImageOrLayer
{
    internal ImageOrView()
    {
    }
}
