using PSLayers.Errors;
using PSLayers.Images;

namespace PSLayers.Sources.Formats;

/// <summary>A plain tar of a root file system, as <c>docker export</c> and <c>buildx --output type=tar</c> write it: no image, but it can
/// be looked at like one of a single layer.</summary>
internal sealed class RootFileSystem : IImageFormat
{
    private const int MostNames = 5;

    private static readonly string[] SystemFolders = ["bin", "etc", "usr", "lib", "sbin"];

    // A root file system may have a manifest.json of its own, of a web site for example.
    public bool Matches(ArchiveFiles files) =>
        files.AsLayer is not null && !LooksLikeImage(files) && (!HasManifest(files) || HasSystemFolders(files));

    public void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors)
    {
        string whole = files.LayoutAround is { } layout ? $" It is a layer of the image in the folder {layout}, which tells all of it." : Archives(files);
        var warning = new ImageWarning(ImageErrorId.RootFileSystem, $"This is the tar of a root file system and no image: it has no config, no history and no tags.{whole}");
        images.Add(ContainerImageReader.Build(files, "rootfs", null, [new LayerSource { Blob = files.AsLayer }], null, [warning]).Named([]));
    }

    /// <summary>Whether the files are those of an image that lacks its manifest.</summary>
    public static bool LooksLikeImage(ArchiveFiles files) =>
        files.Names.Any(name => name.StartsWith("blobs/sha", StringComparison.Ordinal) || name.EndsWith("/layer.tar", StringComparison.Ordinal));

    // Archives are often packed once more, alone or several together.
    private static string Archives(ArchiveFiles files)
    {
        if (HasSystemFolders(files))
            return "";
        string[] archives = [.. files.Names.Where(NotAnImage.IsArchive).Take(MostNames)];
        return archives.Length == 0 ? "" : $" In it are archives ({string.Join(", ", archives)}): unpacked, they may be images.";
    }

    private static bool HasManifest(ArchiveFiles files) =>
        files.Contains(DockerArchive.ManifestName) || files.Contains(OciLayout.IndexName) || files.Contains(OciLayout.MarkName);

    /// <summary>Whether the files are those of a system.</summary>
    public static bool HasSystemFolders(ArchiveFiles files) => files.Names.Any(name =>
        SystemFolders.Any(folder => name.StartsWith(folder, StringComparison.Ordinal) && (name.Length == folder.Length || name[folder.Length] == '/')));
}
