using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Sources.Formats;

/// <summary>An OCI image layout in an archive or a folder (image-spec, image-layout.md): <c>index.json</c> and blobs named by digest.</summary>
internal sealed class OciLayout(string? formatName = null) : IImageFormat
{
    public const string IndexName = "index.json";

    public const string MarkName = "oci-layout";

    public bool Matches(ArchiveFiles files) => files.Contains(IndexName) || files.Contains(MarkName);

    public void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors)
    {
        byte[] index = files.ReadDocument(IndexName)
            ?? throw new ImageException(ImageErrorId.ManifestMissing, $"the layout has no {IndexName}", IndexName);
        string format = formatName ?? (files.IsFolder ? "oci-layout" : "oci-archive");
        new ManifestWalk(files, format, digest => Find(files, digest), images, errors).ReadIndex(index, IndexName);
    }

    private static Blob? Find(ArchiveFiles files, Digest digest) => files.Find($"blobs/{digest.Algorithm}/{digest.Hex}");
}
