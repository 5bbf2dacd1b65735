using PSLayers.Model;

namespace PSLayers.Packages;

/// <summary>A package that is installed in an image. A snapshot that holds no open file.</summary>
public sealed class ImagePackage : ImageObject
{
    /// <summary>Name of the package, with its name space in front where its kind has one (<c>@scope/name</c>).</summary>
    public string Name { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Processors that it is made for, as its kind calls them; null where the database does not tell.</summary>
    public string? Architecture { get; init; }

    /// <summary>The kind, as package URLs call it: <c>deb</c>, <c>apk</c>, <c>rpm</c>, <c>pypi</c>, <c>npm</c> and others.</summary>
    public string Type { get; init; } = "";

    /// <summary>The package URL (purl-spec), by which other tools know the package.</summary>
    public string Purl { get; init; } = "";

    /// <summary>Its licence as the database has it; null where it does not tell.</summary>
    public string? License { get; init; }

    /// <summary>Bytes that it takes installed, as the database has it; null where it does not tell.</summary>
    public long? Size { get; init; }

    /// <summary>Name of the package that it was built from, where that has another name; else null.</summary>
    public string? SourceName { get; init; }

    /// <summary>Name of the system's package that brought this one of a language; null for none. Such are only told of when they are asked
    /// for.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>Who made or looks after it, as the database has it; null where it does not tell.</summary>
    public string? Supplier { get; init; }

    /// <summary>Path in the image of the file that lists it.</summary>
    public string InnerPath { get; init; } = "";

    /// <summary>Number of the layer that brought this version, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>The instruction that made that layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Number of the layer, and the package.</summary>
    public override string ToString() => $"layer {LayerIndex}: {Name} {Version}";
}
