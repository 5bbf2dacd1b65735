using PSLayers.Errors;

namespace PSLayers.Commands.Bases;

/// <summary>A report on the disk: it is there whole, or not at all.</summary>
/// <param name="path">Full path.</param>
/// <param name="force">Whether a file that is there is replaced.</param>
internal sealed class ReportFile(string path, bool force)
{
    /// <summary>Makes sure that nothing is in the way. To be asked before long work, and again by <see cref="Write"/>.</summary>
    /// <exception cref="ImageException">Something is.</exception>
    public void Check()
    {
        if (Directory.Exists(path))
            throw new ImageException(ImageErrorId.DestinationExists, "the report would be where a folder is");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new ImageException(ImageErrorId.PathNotFound, "the folder that the report is to be in does not exist");
        if (!force && File.Exists(path))
            throw new ImageException(ImageErrorId.DestinationExists, "there is a file already; -Force replaces it");
    }

    /// <summary>Writes the report.</summary>
    /// <param name="compose">Writes its content.</param>
    /// <exception cref="ImageException">It could not be written.</exception>
    public void Write(Action<Stream> compose)
    {
        Check();
        string unfinished = $"{path}.{Guid.NewGuid():N}.unfinished";
        try
        {
            using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
                compose(file);
            File.Move(unfinished, path, force);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw new ImageException(e is IOException ? ImageErrorId.WriteFailed : ImageErrorId.AccessDenied, e.Message.TrimEnd('.'), inner: e);
        }
    }
}
