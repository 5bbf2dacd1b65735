using System.Management.Automation;
using System.Management.Automation.Provider;

namespace PSLayers.Provider;

/// <summary>The content of files.</summary>
public sealed partial class ImageViewProvider
{
    private ImageViewDrive? _reading;

    /// <inheritdoc/>
    public IContentReader? GetContentReader(string path)
    {
        var parameters = ContentParameters.Of(DynamicParameters);
        if (parameters.Conflict is { } conflict)
        {
            WriteError(new ErrorRecord(new PSInvalidOperationException($"{conflict} cannot be used together."), "ParametersExclude", ErrorCategory.InvalidOperation, path));
            return null;
        }
        ViewContentReader? reader = null;
        Guard(path, () =>
        {
            DriveItem item = Find(path, out ImageViewDrive? drive) ?? throw NotFound(path);
            _reading = drive;
            reader = new ViewContentReader(drive!.Open(item), parameters.Form, drive.Image.Limits);
        });
        return reader;
    }

    /// <inheritdoc/>
    public object GetContentReaderDynamicParameters(string path) => new ContentParameters();
}
