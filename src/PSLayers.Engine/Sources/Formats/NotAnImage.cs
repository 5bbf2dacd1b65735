using PSLayers.Compression;
using PSLayers.Errors;

namespace PSLayers.Sources.Formats;

/// <summary>Says of a file or folder that no format knows what it is instead, and where the image might be.</summary>
internal static class NotAnImage
{
    private const int MostNames = 5;

    private static readonly string[] ArchiveEndings = [".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2"];

    /// <summary>The error of a file.</summary>
    public static ImageException OfTar(TarFiles tar)
    {
        // A decompressor's complaint has an inner cause, the tar scanner's has none: only the latter means that this is no tar.
        if (tar.Index is { Count: 0, Damage: null or { InnerException: null, ErrorId: ImageErrorId.TarHeaderCorrupt or ImageErrorId.LayerTruncated } })
            return OfFile(tar);
        if (tar.Damage is { } damage)
            return new ImageException(damage.ErrorId, $"{damage.Reason}; no manifest is among the {tar.Index.Count} entries before", offset: damage.Offset, inner: damage);
        return new ImageException(ImageErrorId.ManifestMissing, "the archive has blobs or layers, but neither manifest.json nor index.json; "
            + "they often stand at the end, and are missing where the file was cut short");
    }

    private static ImageException OfFile(TarFiles tar)
    {
        (byte[] start, bool isWhole) = tar.Beginning();
        string layout = LayoutAround.Of(tar.Path) is { } folder ? $"; it belongs to the image in the folder {folder}: give that" : "";
        string container = tar.OuterCompression is null ? "the file is" : $"the file is {tar.OuterCompression}, and its content is";
        CompressionFormat again = CompressionFormat.Of(start);
        if (again != CompressionFormat.None)
            return new ImageException(ImageErrorId.NotAnImage, $"{container} compressed once more ({again.Name}); decompress it once", inner: tar.Damage);
        if (FileKind.Of(start, isWhole) is { } kind)
        {
            string advice = layout.Length > 0 ? layout : kind.Advice is null ? "" : $"; {kind.Advice}";
            return new ImageException(ImageErrorId.NotAnImage, $"{container} {kind.Name}, and no image{advice}", inner: tar.Damage);
        }
        return tar.Damage is { } damage
            ? new ImageException(ImageErrorId.NotAnImage, $"{container} no tar ({damage.Reason}){layout}", offset: damage.Offset, inner: damage)
            : new ImageException(ImageErrorId.NotAnImage, $"the archive is empty{layout}");
    }

    /// <summary>The error of a folder.</summary>
    public static ImageException OfFolder(string folder)
    {
        string advice = LayoutAround.Of(folder) is { } layout ? $"; it belongs to the image in the folder {layout}: give that"
            : Some(folder, Directory.EnumerateDirectories, IsImage) is { Length: > 0 } images ? $"; images are in {images}"
            : Some(folder, Directory.EnumerateFiles, IsArchive) is { Length: > 0 } archives ? $"; archives in it are {archives}"
            : "";
        return new ImageException(ImageErrorId.NotAnImage, $"the folder has neither index.json nor manifest.json{advice}");
    }

    private static string Some(string folder, Func<string, IEnumerable<string>> list, Func<string, bool> isWanted)
    {
        try
        {
            return string.Join(", ", list(folder).Where(isWanted).Take(MostNames).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static bool IsImage(string folder) => File.Exists(Path.Join(folder, OciLayout.IndexName)) || File.Exists(Path.Join(folder, DockerArchive.ManifestName));

    /// <summary>Whether a file is called what archives are called.</summary>
    public static bool IsArchive(string file) => ArchiveEndings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
}
