using PSLayers.Images;
using PSLayers.Mounting;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>An image that is mounted as a drive, or on a folder. A snapshot that holds no open file.</summary>
public sealed class ImageView : ImageOrView
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
        UpperPath = drive.UpperPath;
    }

    internal ImageView(ViewMount mount)
    {
        Name = Root = MountPoint = VisibleText.Line(mount.MountPoint);
        Driver = mount.Driver;
        ImageName = VisibleText.Line(mount.Record.ImageName);
        ImageId = mount.Record.ImageId;
        Platform = mount.Record.Platform;
        ImagePath = mount.Record.ImagePath;
        TopLayer = mount.Record.TopLayer;
        LayerCount = mount.Record.LayerCount;
        UpperPath = mount.Record.UpperPath;
    }

    /// <summary>Name of the drive, without a colon; of a mount on a folder, the folder's full path.</summary>
    public string Name { get; }

    /// <summary>Path of the root directory.</summary>
    public string Root { get; }

    /// <summary>Full path of the folder that it is mounted on; null for a drive.</summary>
    public string? MountPoint { get; }

    /// <summary>Who serves it where it is mounted on a folder; null for a drive.</summary>
    public ViewDriver? Driver { get; }

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

    /// <summary>Whether the view can be changed.</summary>
    public bool IsWritable => UpperPath is not null;

    /// <summary>Full path of the folder with the changes, in the form of overlayfs; null where nothing can be changed.</summary>
    public string? UpperPath { get; }

    internal override string Archive => ImagePath;

    /// <summary>Path of the drive's root directory. A folder is no path here: what is mounted on it is not what was meant to be removed or written.</summary>
    public override string ToString() => MountPoint is null ? Root : $"mount: {MountPoint}";
}
