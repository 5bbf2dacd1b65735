namespace PSLayers.Model;

/// <summary>What users see of an image. Tables show figures of all such objects in a short form, and know them by this class.</summary>
public abstract class ImageObject
{
    internal ImageObject()
    {
    }
}
