using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>Drives come and go.</summary>
public sealed partial class ImageViewProvider
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>What a session keeps of the provider.</summary>
    internal static ImageViewProviderInfo InfoOf(SessionState session) => session.Provider.GetAll().OfType<ImageViewProviderInfo>().First();

    /// <summary>The drives that can be seen in a session, by name.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The name, or a wildcard; a colon behind it makes no difference.</param>
    internal static List<ImageViewDrive> DrivesOf(SessionState session, string name)
    {
        var pattern = TextPattern.Of(name.TrimEnd(':'), WildcardOptions.IgnoreCase);
        return [.. session.Drive.GetAll().OfType<ImageViewDrive>().Where(drive => pattern.IsMatch(drive.Name)).OrderBy(drive => drive.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <inheritdoc/>
    protected override PSDriveInfo? NewDrive(PSDriveInfo drive)
    {
        if (drive is not ImageViewDrive made)
        {
            try
            {
                made = Open(drive);
            }
            catch (ImageException e)
            {
                WriteError(e, drive.Root);
                return null;
            }
            catch (OperationCanceledException)
            {
                throw new PipelineStoppedException();
            }
        }
        Mounted.Add(made);
        return made;
    }

    /// <inheritdoc/>
    protected override PSDriveInfo RemoveDrive(PSDriveInfo drive)
    {
        if (drive is ImageViewDrive made)
        {
            // Nobody can stay where nothing is any more.
            if (ReferenceEquals(SessionState.Drive.Current, made))
                SessionState.Path.SetLocation(WildcardPattern.Escape(SessionState.Path.CurrentFileSystemLocation.Path));
            Mounted.Remove(made);
        }
        return drive;
    }

    /// <inheritdoc/>
    protected override object NewDriveDynamicParameters() => new DriveParameters();

    private ImageViewDrive Open(PSDriveInfo drive)
    {
        var parameters = DynamicParameters as DriveParameters ?? new DriveParameters();
        if (parameters.Conflict is { } conflict)
            throw new ImageException(ImageErrorId.MountFailed, conflict);
        string file = FileOf(drive.Root, "images are read from files and folders");
        LayeredImage image = DriveImage.Open(file, parameters, new ReadMeter(_stop.Token), warning => WriteWarning($"{VisibleText.Line(drive.Root)}: {warning}"));
        TreeView view = image.ViewUpTo(parameters.UpTo);
        DriveChanges? changes = parameters.Writable
            ? ImageViewDrive.OpenChanges(image, parameters.UpperPath is { } upper ? FileOf(upper, "changes are kept in a folder of the disk") : null)
            : null;
        var made = new ImageViewDrive(drive.Name, ProviderInfo, Mounted.NewRoot(drive.Name), image, view, parameters.IncludeLayers, changes);
        if (made.UpperWarning is { } warning)
            WriteWarning($"{VisibleText.Line(drive.Root)}: {warning}.");
        return made;
    }

    private string FileOf(string path, string rule)
    {
        try
        {
            string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? file : throw new ImageException(ImageErrorId.PathNotFound, $"the path belongs to {provider.Name}; {rule}");
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
