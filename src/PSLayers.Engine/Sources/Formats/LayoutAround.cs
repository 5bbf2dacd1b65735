namespace PSLayers.Sources.Formats;

/// <summary>Finds the image layout that a single file of it belongs to: <c>index.json</c>, or a blob.</summary>
internal static class LayoutAround
{
    // blobs/sha256/HEX is three steps below its layout.
    private const int Steps = 3;

    /// <summary>The folder of the layout; null where there is none around the file.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    public static string? Of(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        for (int step = 0; step < Steps && folder is not null; step++, folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Join(folder, OciLayout.MarkName)) || (File.Exists(Path.Join(folder, OciLayout.IndexName)) && Directory.Exists(Path.Join(folder, "blobs"))))
                return folder;
        }
        return null;
    }
}
