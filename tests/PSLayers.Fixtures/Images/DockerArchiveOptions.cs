using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>How a layer that occurs twice is stored.</summary>
public enum DuplicateLayer
{
    /// <summary>The bytes again.</summary>
    Copy,

    /// <summary>A symbolic link "../other/layer.tar", as docker does.</summary>
    Symlink,

    /// <summary>A hard link "other/layer.tar".</summary>
    HardLink,
}

/// <summary>Variants of the archive that docker 1.10 to 24 saves.</summary>
public sealed record DockerArchiveOptions
{
    /// <summary>How a layer that occurs twice is stored.</summary>
    public DuplicateLayer Duplicates { get; init; } = DuplicateLayer.Symlink;

    /// <summary>Puts links before what they point to.</summary>
    public bool LinksFirst { get; init; }

    /// <summary>Makes the layer files symbolic links to each other, in a ring.</summary>
    public bool LinkCycle { get; init; }

    /// <summary>Puts all directory entries before all files.</summary>
    public bool DirectoriesFirst { get; init; }

    /// <summary>Leaves directory entries out.</summary>
    public bool NoDirectories { get; init; }

    /// <summary>Puts manifest.json before everything.</summary>
    public bool ManifestFirst { get; init; }

    /// <summary>Writes RepoTags as null, as docker does where there are none; an empty list if false.</summary>
    public bool RepoTagsNull { get; init; } = true;

    /// <summary>States the image that this one was built on.</summary>
    public string? Parent { get; init; }

    /// <summary>Adds LayerSources, as docker does for foreign layers: a descriptor a DiffId.</summary>
    public bool LayerSources { get; init; }

    /// <summary>Last change to the image's entry in manifest.json.</summary>
    public Action<JsonObject>? Entry { get; init; }
}
