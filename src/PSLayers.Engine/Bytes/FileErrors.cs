using PSLayers.Errors;

namespace PSLayers.Bytes;

/// <summary>Turns the operating system's refusals into the engine's errors.</summary>
internal static class FileErrors
{
    public static T Translate<T>(Func<T> open)
    {
        try
        {
            return open();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder", inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "access is denied", inner: e);
        }
        catch (IOException e)
        {
            throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
