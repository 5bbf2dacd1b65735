using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Sources.Caching;

namespace PSLayers.Sources;

/// <summary>One kind of place that images are in. What it opens gives bytes at any offset, and nobody else needs to know what kind it is.</summary>
internal interface IImageSource
{
    /// <summary>Whether a path leads to a place of this kind. It never fails.</summary>
    bool Has(string path);

    /// <summary>Names the state that the place is in: as long as it stays the same, so does all that was learned.</summary>
    string StateOf(string path);

    /// <summary>Opens the place. No layer is read, but for those that come by where it can be read only from its front to its end.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="cache">What earlier sessions learned of compressed streams; null for nothing.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">It cannot be read.</exception>
    ArchiveFiles Open(string path, ReadLimits limits, DiskCache? cache, ReadMeter meter);
}

/// <summary>All kinds of places, in the order in which they are asked.</summary>
internal static class ImageSources
{
    public static IReadOnlyList<IImageSource> All { get; } = [new FolderSource(), new ArchiveFileSource()];

    /// <summary>The kind of place that a path leads to.</summary>
    /// <exception cref="ImageException">There is nothing.</exception>
    public static IImageSource Of(string path) =>
        All.FirstOrDefault(source => source.Has(path)) ?? throw new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder");
}
