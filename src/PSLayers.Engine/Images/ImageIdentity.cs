namespace PSLayers.Images;

/// <summary>What all copies of an image object share: by it they are known as the same image.</summary>
internal sealed class ImageIdentity
{
    /// <summary>About how many bytes of memory the image's tree takes; 0 as long as there is none.</summary>
    public long TreeFootprint { get; set; }
}
