using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Sources.Formats;

/// <summary>One form that saved images have.</summary>
internal interface IImageFormat
{
    /// <summary>Whether an archive has this form, by its content.</summary>
    bool Matches(ArchiveFiles files);

    /// <summary>Reads the images. One that cannot be read is an error in the list, and the others come all the same.</summary>
    /// <exception cref="ImageException">There is no telling which images there are.</exception>
    void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors);
}

/// <summary>All forms in the order of the check.</summary>
internal static class ImageFormats
{
    public static IReadOnlyList<IImageFormat> All { get; } =
        [new RootFileSystem(), new SkopeoDirectory(), new DockerArchive(), new OciLayout(), new LegacyDockerArchive()];
}
