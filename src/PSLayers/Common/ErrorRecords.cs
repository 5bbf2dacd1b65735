using System.Management.Automation;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Common;

/// <summary>Makes error records: the engine's stable name as id, an honest category, and what the user named as target.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord Of(ImageException error, string target) => new(error, error.ErrorId.ToString(), CategoryOf(error.ErrorId), target)
    {
        ErrorDetails = new ErrorDetails($"{VisibleText.Line(target)}: {error.Message}"),
    };

    /// <summary>An exception that carries the record, for where nothing can be written.</summary>
    public static RuntimeException Thrown(ImageException error, string target) => new(error.Message, error, Of(error, target));

    private static ErrorCategory CategoryOf(ImageErrorId id) => id switch
    {
        ImageErrorId.PathNotFound or ImageErrorId.BlobMissing or ImageErrorId.ManifestMissing or ImageErrorId.NoMatchingImage
            or ImageErrorId.FileNotFound or ImageErrorId.PackageNotFound or ImageErrorId.DriveNotFound => ErrorCategory.ObjectNotFound,
        ImageErrorId.NoSuchLayer or ImageErrorId.LayersNotContiguous or ImageErrorId.NotAFile or ImageErrorId.SeveralImages => ErrorCategory.InvalidArgument,
        ImageErrorId.AccessDenied => ErrorCategory.PermissionDenied,
        ImageErrorId.ReadFailed => ErrorCategory.ReadError,
        ImageErrorId.ArchiveChanged or ImageErrorId.DestinationChanged => ErrorCategory.ResourceUnavailable,
        ImageErrorId.LayerUnreadable => ErrorCategory.NotImplemented,
        ImageErrorId.TarHeaderTooLarge or ImageErrorId.ExpansionLimit or ImageErrorId.CountLimit or ImageErrorId.DocumentTooLarge or ImageErrorId.ContentTooLarge
            or ImageErrorId.ImageLimit => ErrorCategory.LimitsExceeded,
        ImageErrorId.PathOutside or ImageErrorId.DigestMismatch or ImageErrorId.UnsafeName or ImageErrorId.DestinationLink => ErrorCategory.SecurityError,
        ImageErrorId.DestinationExists or ImageErrorId.NameCollision or ImageErrorId.DriveExists => ErrorCategory.ResourceExists,
        ImageErrorId.DriveInUse => ErrorCategory.ResourceBusy,
        ImageErrorId.ViewReadOnly => ErrorCategory.InvalidOperation,
        ImageErrorId.InternalError => ErrorCategory.NotSpecified,
        ImageErrorId.WriteFailed or ImageErrorId.DiskFull or ImageErrorId.MountFailed => ErrorCategory.WriteError,
        _ => ErrorCategory.InvalidData,
    };
}
