using System.Management.Automation;
using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Overlays;
using PSLayers.Provider;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

public abstract partial class ArchiveCommand
{
    /// <summary>The image that a mounted view shows: of one that is written to with the changes that there are now as its topmost layer.</summary>
    /// <exception cref="ImageException">It is mounted no more, or its image cannot be read.</exception>
    private protected ContainerImage ShownImage(ImageView view)
    {
        if (view.MountPoint is null)
            return Run(ReadActivity, _ => DriveOf(view).ShownImage.Image);
        ContainerImage image = ImageBelow(view);
        // Nowhere else is there such a mount.
        return view.UpperPath is { } path && OperatingSystem.IsLinux() ? Now(Read(image), path) : image;
    }

    /// <summary>Makes the image that the changes of a view give, as <c>docker commit</c> does.</summary>
    /// <param name="view">The view.</param>
    /// <param name="step">What the history says of it.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.ViewReadOnly"/>: it is not written to; or it is mounted no more.</exception>
    private protected ContainerImage Commit(ImageView view, LayerStep step)
    {
        ImageViewDrive? drive = view.MountPoint is null ? DriveOf(view) : null;
        if ((drive is null ? view.UpperPath : drive.UpperPath) is not { } path || !OperatingSystem.IsLinux())
            throw new ImageException(ImageErrorId.ViewReadOnly, $"{view.Name} is not written to, so it has no changes; Mount-ImageView -Writable makes a view that has");
        return Commit(drive?.Image ?? Read(ImageBelow(view)), path, step);
    }

    [SupportedOSPlatform("linux")]
    private ContainerImage Commit(LayeredImage image, string path, LayerStep step)
    {
        var warnings = new List<ImageWarning>();
        ContainerImage committed = Look(image, path, (changes, meter) => changes.Commit(step, warnings, meter));
        WriteWarnings(image.Image.Archive, warnings);
        return committed;
    }

    [SupportedOSPlatform("linux")]
    private ContainerImage Now(LayeredImage image, string path) => Look(image, path, (changes, meter) => changes.Now(meter).Image);

    [SupportedOSPlatform("linux")]
    private ContainerImage Look(LayeredImage image, string path, Func<LiveImage, ReadMeter, ContainerImage> use)
    {
        using UpperFolder upper = UpperFolder.Look(path, image.Limits);
        return Run(ReadActivity, meter => use(new LiveImage(image, upper), meter));
    }

    private ImageViewDrive DriveOf(ImageView view) =>
        ImageViewProvider.DrivesOf(SessionState, WildcardPattern.Escape(view.Name)) is [var drive, ..] ? drive
            : throw new ImageException(ImageErrorId.DriveNotFound, $"the session has no drive {view.Name} any more");

    // A mount is of any session: its image is read from the archive.
    private ContainerImage ImageBelow(ImageView view) => view.ImagePath.Length == 0
        ? throw new ImageException(ImageErrorId.NoMatchingImage, $"the image on {view.MountPoint} was edited in a session, and is in no archive")
        : Choose(view.ImagePath, view.ImagePath, isWildcard: false, new ImageChoice([], [], view.ImageId is { } id ? [id] : [])).First(image => view.ImageId is not null || image.Platform == view.Platform);

    /// <summary>The uppermost layer of a view that does not show all; null for one that does.</summary>
    private protected static int? TopOf(ImageView view) => view.IsWritable || view.TopLayer == view.LayerCount - 1 ? null : view.TopLayer;
}
