using System.Text;
using PSLayers.Errors;

namespace PSLayers.Sources.Caching;

/// <summary>Folders of the user's cache that the system, or another session, believes: so nobody else may be able to write to them.</summary>
internal static class PrivateFolder
{
    private const int LongestStem = 60;

    /// <summary>Full path of such a folder; it need not be there yet.</summary>
    public static string PathOf(string name) =>
        Path.Join(CacheFolder.Path ?? Path.Join(Path.GetTempPath(), $"pslayers-{Environment.UserName}"), name);

    /// <summary>Makes one, if need be.</summary>
    /// <exception cref="ImageException">It cannot be made, or others may write to it.</exception>
    public static void Make(string folder)
    {
        try
        {
            CacheFolder.Make(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorId.MountFailed, $"the folder {folder} cannot be made: {e.Message.TrimEnd('.')}", inner: e);
        }
        if (!CacheFolder.IsTrusted(folder))
            throw new ImageException(ImageErrorId.MountFailed, $"others may write to the folder {folder} or to one above it, and what they put there would be believed; the variable {CacheFolder.FolderVariable} names another");
    }

    /// <summary>A name that is not taken, and by which users see which image it is about.</summary>
    public static string NewName(string imageName)
    {
        var stem = new StringBuilder();
        foreach (char c in imageName.AsSpan(0, Math.Min(imageName.Length, LongestStem)))
            stem.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-');
        return $"{stem.ToString().TrimStart('.', '-')}-{Guid.NewGuid().ToString("N")[..8]}";
    }
}
