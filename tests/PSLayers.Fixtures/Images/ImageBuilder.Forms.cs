namespace PSLayers.Fixtures;

public sealed partial class ImageBuilder
{
    /// <summary>What docker 1.10 to 24 saves: a directory a layer, manifest.json, repositories.</summary>
    public BuiltImage DockerArchive(DockerArchiveOptions? options = null) =>
        Built((layers, config) => (DockerArchiveForm.Build(this, layers, config, options ?? new DockerArchiveOptions()), null));

    /// <summary>An OCI layout, in a tar or, with <see cref="BuiltImage.WriteTo"/>, in a folder.</summary>
    public BuiltImage OciArchive(OciOptions? options = null) =>
        Built((layers, config) => OciForm.Build(this, layers, config, options ?? new OciOptions()));

    /// <summary>An OCI layout, written into a folder.</summary>
    public BuiltImage OciLayoutFolder(string folder, OciOptions? options = null)
    {
        var image = OciArchive(options);
        image.WriteTo(folder);
        return image;
    }

    private BuiltImage Built(Func<IReadOnlyList<BuiltLayer>, byte[], (Archive Archive, byte[]? Manifest)> lay)
    {
        var layers = BuildLayers();
        var config = BuildConfig(layers);
        var (archive, manifest) = lay(layers, config);
        return new BuiltImage { Archive = archive, Layers = layers, Config = config, Tags = [.. _tags], Manifest = manifest };
    }
}
