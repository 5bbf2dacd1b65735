using PSLayers.Errors;

namespace PSLayers.Extraction.Windows;

/// <summary>Turns what .NET throws while it writes into the engine's errors.</summary>
internal static class WindowsError
{
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskFull = unchecked((int)0x80070070);

    /// <summary>Whether it is about the disk at all.</summary>
    public static bool IsKnown(Exception error) => error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException;

    /// <summary>The refusal as an error; <paramref name="what"/> is what could not be done.</summary>
    public static ImageException Of(string what, Exception error)
    {
        ImageErrorId id = error is UnauthorizedAccessException ? ImageErrorId.AccessDenied
            : error is PathTooLongException ? ImageErrorId.UnsafeName
            : error.HResult is DiskFull or HandleDiskFull ? ImageErrorId.DiskFull
            : ImageErrorId.WriteFailed;
        return new ImageException(id, $"{what}: {error.Message.TrimEnd('.')}", inner: error);
    }
}
