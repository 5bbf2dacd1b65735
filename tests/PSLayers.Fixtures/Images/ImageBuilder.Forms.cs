namespace PSLayers.Fixtures;

public sealed partial class ImageBuilder
{
    /// <summary>What docker 1.10 to 24 saves: a directory a layer, manifest.json, repositories.</summary>
    public BuiltImage DockerArchive(DockerArchiveOptions? options = null) =>
        Built((layers, config) => (DockerArchiveForm.Build(this, layers, config, options ?? new DockerArchiveOptions()), null));

    /// <summary>An OCI layout, in a tar or, with <see cref="BuiltImage.WriteTo"/>, in a folder.</summary>
    public BuiltImage OciArchive(OciOptions? options = null) =>
        Built((layers, config) => OciForm.Build(this, layers, config, options ?? new OciOptions()), options?.Sha512 ?? false);

    /// <summary>An OCI layout, written into a folder.</summary>
    public BuiltImage OciLayoutFolder(string folder, OciOptions? options = null)
    {
        var image = OciArchive(options);
        image.WriteTo(folder);
        return image;
    }

    /// <summary>What docker before 1.10 saves: repositories, and a directory a layer that names its parent.</summary>
    public BuiltImage LegacyDockerArchive() =>
        Built((layers, _) => (LegacyDockerForm.Build(this, layers), null));

    /// <summary>What docker 25 and later saves: an OCI layout with docker's manifest.json beside it.</summary>
    public BuiltImage Docker25Archive(Docker25Options? options = null) =>
        Built((layers, config) => Docker25Form.Build(this, layers, config, options ?? new Docker25Options()));

    /// <summary>What docker saves from the containerd store: a nested index with absent platforms and attestations.</summary>
    public BuiltImage ContainerdArchive(ContainerdOptions? options = null) =>
        Built((layers, config) => ContainerdForm.Build(this, layers, config, options ?? new ContainerdOptions()));

    /// <summary>What podman and skopeo write as docker-archive.</summary>
    public BuiltImage PodmanArchive() => Built((layers, config) => (FlatDockerForm.Podman(this, layers, config), null));

    /// <summary>What kaniko, crane, ko and apko write.</summary>
    public BuiltImage KanikoArchive() => Built((layers, config) => (FlatDockerForm.Kaniko(this, layers, config), null));

    /// <summary>What jib writes.</summary>
    public BuiltImage JibArchive() => Built((layers, config) => (FlatDockerForm.Jib(this, layers, config), null));

    /// <summary>What nix dockerTools writes.</summary>
    public BuiltImage NixArchive() => Built((layers, config) => (FlatDockerForm.Nix(this, layers, config), null));

    /// <summary>What bazel's rules_docker writes: docker's layout without directories, all times 1970. See <see cref="EmptyLayers"/>.</summary>
    public BuiltImage BazelArchive() =>
        DockerArchive(new DockerArchiveOptions { NoDirectories = true, Duplicates = DuplicateLayer.Copy }).With(archive => archive.Time = 0);

    /// <summary>What skopeo's dir: transport writes.</summary>
    /// <param name="folder">Where to write it; null writes nothing yet.</param>
    /// <param name="docker">Docker's media types instead of OCI's.</param>
    /// <param name="signatures">How many signature files.</param>
    public BuiltImage SkopeoDir(string? folder = null, bool docker = false, int signatures = 0)
    {
        var image = Built((layers, config) => SkopeoDirForm.Build(layers, config, docker, signatures));
        if (folder is not null)
            image.WriteTo(folder);
        return image;
    }

    /// <summary>What docker export writes: the one layer's tar itself, which is no image.</summary>
    public byte[] RootFileSystem() => _layers.Count == 1
        ? _layers[0].Tar
        : throw new InvalidOperationException("Only an image of one layer can be exported without merging.");

    private BuiltImage Built(Func<IReadOnlyList<BuiltLayer>, byte[], (Archive Archive, byte[]? Manifest)> lay, bool sha512 = false)
    {
        var layers = BuildLayers();
        var config = BuildConfig(layers);
        var (archive, manifest) = lay(layers, config);
        return new BuiltImage
        {
            Archive = archive,
            Layers = sha512 ? [.. layers.Select(layer => layer with { Digest = layer.Spec.StatedDigest ?? Sha.Digest512(layer.Stored) })] : layers,
            Config = config,
            Tags = [.. _tags],
            Manifest = manifest,
            UsesSha512 = sha512,
        };
    }
}
