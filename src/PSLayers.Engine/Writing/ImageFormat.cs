namespace PSLayers.Writing;

/// <summary>The form in which images are written.</summary>
public enum ImageFormat
{
    /// <summary>A tar with docker's <c>manifest.json</c> that is an OCI layout as well, as docker 25 and later save it. All engines and tools read it.</summary>
    DockerArchive,

    /// <summary>An OCI image layout as a tar.</summary>
    OciArchive,

    /// <summary>An OCI image layout as a folder; images are added to one that exists.</summary>
    OciLayout,

    /// <summary>The files that a container sees as one tar, as <c>docker export</c> writes it: no image, but a root file system.</summary>
    RootFileSystem,
}
