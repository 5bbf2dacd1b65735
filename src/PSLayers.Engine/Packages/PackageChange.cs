using PSLayers.Model;

namespace PSLayers.Packages;

/// <summary>What a layer did to a package. A snapshot that holds no open file.</summary>
public sealed class PackageChange : ImageObject
{
    /// <summary>Name of the package.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the layer did.</summary>
    public PackageChangeKind Change { get; init; }

    /// <summary>The version now; null where it is there no more.</summary>
    public string? Version { get; init; }

    /// <summary>The version before; null where it was not there.</summary>
    public string? PreviousVersion { get; init; }

    /// <summary>Number of the layer that brought the version before, where its files are stored; null where it was not there.</summary>
    public int? PreviousLayer { get; init; }

    /// <summary>Bytes of the files of the version before that are still stored, but cannot be seen in the view that was asked for; null
    /// where it was
    /// not there, or no list tells its files.</summary>
    public long? HiddenSize { get; init; }

    /// <summary>Processors that it is made for; null where the database does not tell.</summary>
    public string? Architecture { get; init; }

    /// <summary>The kind, as package URLs call it.</summary>
    public string Type { get; init; } = "";

    /// <summary>Path in the image of the file that lists it.</summary>
    public string InnerPath { get; init; } = "";

    /// <summary>Number of the layer, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>The instruction that made the layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Number of the layer, what it did, and to what.</summary>
    public override string ToString() => $"layer {LayerIndex}: {Change} {Name} {Version ?? PreviousVersion}";
}
