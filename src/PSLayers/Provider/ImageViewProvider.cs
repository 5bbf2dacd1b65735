using System.Management.Automation;
using System.Management.Automation.Provider;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Provider;

/// <summary>Shows the file systems of images as drives. PowerShell makes an object of this class for each command.</summary>
[CmdletProvider(ProviderName, ProviderCapabilities.Filter | ProviderCapabilities.ShouldProcess)]
[OutputType(typeof(ImageFile), ProviderCmdlet = ProviderCmdlet.GetItem)]
[OutputType(typeof(ImageFile), ProviderCmdlet = ProviderCmdlet.GetChildItem)]
[OutputType(typeof(string), typeof(byte), ProviderCmdlet = ProviderCmdlet.GetContent)]
public sealed partial class ImageViewProvider : NavigationCmdletProvider, IContentCmdletProvider, IDisposable
{
    /// <summary>Name of the provider.</summary>
    public const string ProviderName = "ImageView";

    // Names the view of a directory's content; as plain objects, files are shown with their whole path.
    private const string DirectoryView = "#Drive";

    private ImageViewDrive? _found;
    private (ImageViewDrive Drive, DriveItem Root)? _shown;
    private bool _hasAsked;

    private MountedViews Mounted => ImageViewProviderInfo.Of(ProviderInfo).Mounted;

    /// <inheritdoc/>
    protected override ProviderInfo Start(ProviderInfo providerInfo) => new ImageViewProviderInfo(providerInfo);

    /// <inheritdoc/>
    protected override void Stop() => Mounted.Clear();

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        _stop.Cancel();
        _reading?.StopReading();
        _found?.StopListing();
    }

    /// <summary>Gives back what one command needed.</summary>
    public void Dispose() => _stop.Dispose();

    /// <inheritdoc/>
    protected override bool IsValidPath(string path) => DrivePath.Split(path ?? "").Length > 0;

    /// <inheritdoc/>
    protected override bool ItemExists(string path)
    {
        try
        {
            return Find(path) is not null;
        }
        catch (RuntimeException e) when (e.InnerException is ImageException)
        {
            // PowerShell drops what is thrown here. Whoever then asks for the item is told.
            return true;
        }
    }

    /// <inheritdoc/>
    protected override bool IsItemContainer(string path) =>
        Find(path) is { IsFolder: true } item && !(item.IsLink && _descended.Contains(DrivePath.Parent(path)));

    /// <inheritdoc/>
    protected override bool HasChildItems(string path) => Guard(path, () =>
        // Whoever removes a link on a writable drive removes the link, and nothing behind it.
        Find(path, out ImageViewDrive? drive) is { } item && !(item.IsLink && drive!.Changes is not null && IsRemoved(path)) && item.Children().Any());

    /// <inheritdoc/>
    protected override string GetChildName(string path) => DrivePath.Leaf(path);

    /// <inheritdoc/>
    protected override string NormalizeRelativePath(string path, string basePath) =>
        // The default takes a directory for the parent of what only starts with the same letters: lib for that of libx.
        DrivePath.IsLookalikeBelow(path, basePath) ? DrivePath.Relative(path, basePath) : base.NormalizeRelativePath(path, basePath);

    /// <inheritdoc/>
    protected override void GetItem(string path) => Guard(path, () => WriteOne(path));

    private void WriteOne(string path)
    {
        if (Shown(path) is { } item)
        {
            // Get-ChildItem asks this way for what is no directory, or has a name that was looked for.
            if (ChildItemParameters.Of(DynamicParameters).Includes(item))
                Write(item, path);
        }
        else
        {
            WriteError(NotFound(path), path);
        }
    }

    private DriveItem? Find(string path) => Find(path, out _);

    // The same as an object for users: of a writable drive it is in a snapshot, which one command takes once. The first file is looked at alone, since
    // a script that asks for one file after the other would have all the changes looked at each time.
    private DriveItem? Shown(string path, bool isNew = false)
    {
        string[] parts = DrivePath.Split(path);
        if ((_found = Mounted.DriveOf(parts)) is not { } drive)
            return null;
        if (_shown?.Drive == drive)
            return _shown.Value.Root.Find(parts.AsSpan(1));
        bool isFirst = !_hasAsked;
        _hasAsked = true;
        if ((isFirst || isNew) && drive.ShownAlone(parts.AsSpan(1), isNew) is { } file)
            return file;
        _shown = (drive, drive.Shown);
        return _shown.Value.Root.Find(parts.AsSpan(1));
    }

    private DriveItem? Find(string path, out ImageViewDrive? drive)
    {
        string[] parts = DrivePath.Split(path ?? "");
        ImageViewDrive? found = drive = _found = Mounted.DriveOf(parts);
        return Guard(path ?? "", () => found?.Top.Find(parts.AsSpan(1)));
    }

    // What is asked for a value can write no error. PowerShell takes the id and the category of what is thrown from its error record.
    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is ImageException || (InternalFault.Is(e) && e is not (RuntimeException or FlowControlException)))
        {
            throw ErrorRecords.Thrown(InternalFault.Of(e), path);
        }
    }

    // What fails is one error, and the next path comes.
    private void Guard(string path, Action work)
    {
        try
        {
            Guard(path, () =>
            {
                work();
                return true;
            });
        }
        catch (RuntimeException e) when (e.InnerException is ImageException known)
        {
            WriteError(known, path);
        }
    }

    private void Write(DriveItem item, string path)
    {
        object value = item.Value;
        var shown = PSObject.AsPSObject(value);
        if (value is ImageFile or LayerEntry)
            shown.TypeNames.Insert(0, value.GetType().FullName + DirectoryView);
        WriteItemObject(shown, path, item.IsFolder);
    }

    private void WriteError(ImageException error, string path) => WriteError(ErrorRecords.Of(error, path));

    private static ImageException NotFound(string path) => new(ImageErrorId.FileNotFound, $"the image has no {path}");
}
