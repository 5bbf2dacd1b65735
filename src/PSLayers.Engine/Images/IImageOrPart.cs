namespace PSLayers.Images;

/// <summary>An image or a part of one, as commands take it from the pipeline: a ContainerImage, an ImageLayer, an ImageFile or a LayerEntry.</summary>
public interface IImageOrPart
{
    /// <summary>Full path of the archive.</summary>
    string ImagePath { get; }

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    string? ImageId { get; }
}
