using PSLayers.Model;

namespace PSLayers.Provider;

/// <summary>An image that is mounted as a drive. A snapshot that holds no open file.</summary>
public sealed class ImageView : ImageObject
{
    internal ImageView(ImageViewDrive drive)
    {
        Name = drive.Name;
        Root = $"{drive.Name}:{DrivePath.Separator}";
        ImageName = drive.Image.Image.Name;
        ImageId = drive.Image.Image.ImageId;
        Platform = drive.Image.Image.Platform;
        ImagePath = drive.Image.Image.ImagePath;
        TopLayer = drive.View.Top;
        LayerCount = drive.Image.Layers.Count;
        ShowsLayers = drive.ShowsLayers;
    }

    /// <summary>Name of the drive, without a colon.</summary>
    public string Name { get; }

    /// <summary>Path of the drive's root directory.</summary>
    public string Root { get; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; }

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; }

    /// <summary>Platform of the image; null where it is not known.</summary>
    public string? Platform { get; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; }

    /// <summary>Number of the uppermost layer that is shown, base 0.</summary>
    public int TopLayer { get; }

    /// <summary>Number of the image's layers.</summary>
    public int LayerCount { get; }

    /// <summary>Whether the folders <c>.layers</c> and <c>.upto</c> are there.</summary>
    public bool ShowsLayers { get; }

    /// <summary>Path of the drive's root directory.</summary>
    public override string ToString() => Root;
}
