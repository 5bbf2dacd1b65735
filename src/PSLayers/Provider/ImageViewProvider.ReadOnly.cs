using PSLayers.Errors;

namespace PSLayers.Provider;

/// <summary>What drives cannot do, or only those that are writable.</summary>
public sealed partial class ImageViewProvider
{
    private const string ReadOnly = "the drive shows an image to be read; one that is mounted with -Writable can be changed, and Export-ImageFile copies files out of each";

    /// <inheritdoc/>
    protected override void SetItem(string path, object value) => Refuse(path, "a file is no value; Set-Content writes what is in it");

    /// <inheritdoc/>
    protected override void ClearItem(string path) => Refuse(path, "a file is no value; Clear-Content makes it empty");

    /// <inheritdoc/>
    protected override void InvokeDefaultAction(string path) =>
        WriteError(new ImageException(ImageErrorId.ViewReadOnly, "a file of an image cannot be run; Export-ImageFile copies it out"), path);

    private void Refuse(string path, string instead) =>
        WriteError(new ImageException(ImageErrorId.ViewReadOnly, Mounted.DriveOf(DrivePath.Split(path))?.Changes is null ? ReadOnly : instead), path);

    // Does what changes a drive. What fails is one error, and the next path comes.
    private void Change(string path, Action<DriveChanges> work) => Guard(DrivePath.Visible(path ?? ""), () =>
    {
        if (Mounted.DriveOf(DrivePath.Split(path ?? "")) is not { } drive)
            throw NotFound(path ?? "");
        if (drive.Changes is not { } changes || !OperatingSystem.IsLinux())
            throw new ImageException(ImageErrorId.ViewReadOnly, ReadOnly);
        work(changes);
        _shown = null;
    });
}
