using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>The files of one folder of an archive: of an image that was packed together with the folder that it was in.</summary>
internal sealed class InnerFolder(ArchiveFiles files, string folder) : ArchiveFiles(files.Path, files.Limits)
{
    // Folders that are looked into; somebody's archive may have a thousand web pages, each with a manifest.json.
    private const int MostFolders = 50;

    private static readonly string[] Marks = [DockerArchive.ManifestName, OciLayout.IndexName, OciLayout.MarkName, LegacyDockerArchive.RepositoriesName];

    private readonly string _prefix = folder + "/";

    public override bool IsFolder => files.IsFolder;

    public override string? OuterCompression => files.OuterCompression;

    public override IReadOnlyList<ImageWarning> Warnings =>
        [.. files.Warnings, new ImageWarning(ImageErrorId.ImageInFolder, $"The image is in the folder {folder} of the archive, where engines do not look for it; it is read from there.")];

    public override ImageException? Damage => files.Damage;

    public override IEnumerable<string> Names =>
        files.Names.Where(name => name.StartsWith(_prefix, StringComparison.Ordinal)).Select(name => name[_prefix.Length..]);

    /// <summary>Where to look for an image in an archive: in the archive itself, or in the one folder of it that has what an image has.</summary>
    /// <exception cref="ImageException">Several folders have.</exception>
    public static ArchiveFiles Of(ArchiveFiles files)
    {
        if (files.IsFolder || Marks.Any(files.Contains) || RootFileSystem.HasSystemFolders(files))
            return files;
        string[] folders = [.. files.Names.Select(FolderOf).OfType<string>().Distinct().Take(MostFolders).Where(folder => IsImage(new InnerFolder(files, folder)))];
        return folders.Length switch
        {
            0 => files,
            1 => new InnerFolder(files, folders[0]),
            _ => throw new ImageException(ImageErrorId.ManifestMissing,
                $"the archive has images in several folders ({string.Join(", ", folders.Take(5))}); unpack it, and give one of them"),
        };
    }

    /// <summary>Whether files are those of an image, and not only called so.</summary>
    public static bool IsImage(ArchiveFiles files)
    {
        try
        {
            if (files.ReadDocument(OciLayout.IndexName) is { } index && JsonDocuments.Manifest(index, OciLayout.IndexName).Manifests is not null)
                return true;
            if (files.ReadDocument(DockerArchive.ManifestName) is not { } manifest)
                return files.Contains(LegacyDockerArchive.RepositoriesName) && new LegacyDockerArchive().Matches(files);
            return JsonDocuments.StartOf(manifest) == '['
                ? JsonDocuments.DockerManifest(manifest, DockerArchive.ManifestName).Any(item => item is { Config: not null } or { Layers: not null })
                : JsonDocuments.Manifest(manifest, DockerArchive.ManifestName) is { Config.Digest: not null } or { Manifests: not null };
        }
        catch (ImageException)
        {
            return false;
        }
    }

    public override ImageException NoImage() => files.NoImage();

    public override bool Contains(string name) => files.Contains(_prefix + name);

    protected override Blob? Locate(string name) => files.Find(_prefix + Normalize("", name));

    protected override byte[]? Document(string name) => files.ReadDocument(_prefix + Normalize("", name));

    private static string? FolderOf(string name)
    {
        int slash = name.LastIndexOf('/');
        return slash > 0 && Array.IndexOf(Marks, name[(slash + 1)..]) >= 0 ? name[..slash] : null;
    }
}
