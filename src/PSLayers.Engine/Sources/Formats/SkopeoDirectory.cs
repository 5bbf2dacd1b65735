using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>What skopeo's <c>dir:</c> writes: <c>manifest.json</c> is the manifest itself, and blobs are named by their bare digest.</summary>
internal sealed class SkopeoDirectory : IImageFormat
{
    public bool Matches(ArchiveFiles files) =>
        files.Contains(DockerArchive.ManifestName) && !files.Contains(OciLayout.IndexName)
        && files.ReadDocument(DockerArchive.ManifestName) is { } json && JsonDocuments.StartOf(json) == '{';

    public void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors)
    {
        byte[] manifest = files.ReadDocument(DockerArchive.ManifestName)!;
        // The config of docker's item is a name, that of a manifest an object.
        if (JsonDocuments.DockerManifestItem(manifest, DockerArchive.ManifestName) is { Config: not null })
        {
            throw new ImageException(ImageErrorId.DocumentInvalid,
                "the document is one image of docker's list, but not in a list, so no engine loads it; [ in front and ] behind it make it one", DockerArchive.ManifestName);
        }
        new ManifestWalk(files, "dir", digest => Find(files, digest), images, errors).ReadManifest(manifest, DockerArchive.ManifestName);
    }

    private static Blob? Find(ArchiveFiles files, Digest digest) => files.Find(digest.Hex) ?? files.Find($"{digest.Hex}.manifest.json");
}
