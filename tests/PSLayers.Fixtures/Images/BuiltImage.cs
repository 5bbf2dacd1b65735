namespace PSLayers.Fixtures;

/// <summary>An image in one archive form, with the digests that a reader must find.</summary>
public sealed class BuiltImage
{
    private byte[]? _bytes;

    /// <summary>The files; change them to break the image, before <see cref="Bytes"/> is first taken.</summary>
    public required Archive Archive { get; init; }

    /// <summary>The layers, base first.</summary>
    public required IReadOnlyList<BuiltLayer> Layers { get; init; }

    /// <summary>The config's bytes.</summary>
    public required byte[] Config { get; init; }

    /// <summary>The names that the archive gives the image.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The OCI or docker manifest's bytes; null where the form has none.</summary>
    public byte[]? Manifest { get; init; }

    /// <summary>True where the blobs are named by sha512.</summary>
    public bool UsesSha512 { get; init; }

    /// <summary>Digest of the config, the ImageId.</summary>
    public string ConfigDigest => UsesSha512 ? Sha.Digest512(Config) : Sha.Digest256(Config);

    /// <summary>Digest of the manifest; null where the form has none.</summary>
    public string? ManifestDigest => Manifest is null ? null : UsesSha512 ? Sha.Digest512(Manifest) : Sha.Digest256(Manifest);

    /// <summary>The whole as a tar.</summary>
    public byte[] Bytes => _bytes ??= Archive.ToTar();

    /// <summary>The whole as a tar, where bytes are expected.</summary>
    public static implicit operator byte[](BuiltImage image) => image.Bytes;

    /// <summary>Changes the files in a chain of calls.</summary>
    public BuiltImage With(Action<Archive> change)
    {
        change(Archive);
        _bytes = null;
        return this;
    }

    /// <summary>The whole as a compressed tar.</summary>
    public byte[] Packed(Packing packing) => Compress.Apply(packing, Bytes).Stored;

    /// <summary>Writes the files into a folder, and returns it.</summary>
    public string WriteTo(string folder)
    {
        Archive.WriteTo(folder);
        return folder;
    }
}
