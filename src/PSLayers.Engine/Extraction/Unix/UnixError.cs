using System.Runtime.InteropServices;
using PSLayers.Errors;

namespace PSLayers.Extraction.Unix;

/// <summary>The last refusal of a system call as the engine's error.</summary>
internal static class UnixError
{
    /// <summary>errno of the last call on this thread.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>What the system says to the last error, as part of a sentence.</summary>
    public static string LastText => Marshal.GetPInvokeErrorMessage(Last);

    /// <summary>The last error; <paramref name="what"/> is what could not be done.</summary>
    public static ImageException Of(string what) => Of(what, Last);

    /// <summary>What .NET's own calls say; their HResult is errno.</summary>
    public static ImageException Of(string what, Exception error) => Of(what, error.HResult);

    private static ImageException Of(string what, int error)
    {
        ImageErrorId id = error is UnixConstants.NotPermitted or UnixConstants.Denied ? ImageErrorId.AccessDenied
            : error == UnixConstants.NoSpace || error == UnixConstants.Quota ? ImageErrorId.DiskFull
            : error == UnixConstants.NameTooLong || error == UnixConstants.BadName ? ImageErrorId.UnsafeName
            : ImageErrorId.WriteFailed;
        return new ImageException(id, $"{what}: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
