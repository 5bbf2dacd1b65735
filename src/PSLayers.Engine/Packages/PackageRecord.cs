namespace PSLayers.Packages;

/// <summary>What a database says of one package that is installed. All text is as the database has it, but safe to show.</summary>
internal sealed record PackageRecord
{
    /// <summary>Name of the package, without the name space that its kind may have.</summary>
    public required string Name { get; init; }

    /// <summary>Its version, with an epoch in front where its kind writes one there.</summary>
    public required string Version { get; init; }

    /// <summary>What stands between the kind and the name in a package URL, as the scope of npm; null for nothing, or for what the system is called.</summary>
    public string? Namespace { get; init; }

    /// <summary>Processors that it is made for; null where the database does not tell.</summary>
    public string? Architecture { get; init; }

    /// <summary>Its licence as the database has it; null where it does not tell.</summary>
    public string? License { get; init; }

    /// <summary>Bytes that it takes installed, as the database has it; null where it does not tell.</summary>
    public long? Size { get; init; }

    /// <summary>Name of the package that it was built from; null where that has the same name, or none.</summary>
    public string? Source { get; init; }

    /// <summary>Version of that; null where it is the same.</summary>
    public string? SourceVersion { get; init; }

    /// <summary>Who made or looks after it, as the database has it; null where it does not tell.</summary>
    public string? Supplier { get; init; }

    /// <summary>What the package URL names as the origin, where that is not <see cref="Source"/> and its version; null for nothing.</summary>
    public string? Upstream { get; init; }

    /// <summary>The version's epoch, where a package URL has it apart; null for none.</summary>
    public string? Epoch { get; init; }

    /// <summary>Where it is among those of its name, in case there may be several: a directory. Packages of the system are in one place.</summary>
    public string Place { get; init; } = "";

    /// <summary>Changes when the package is installed anew in the same version; null where nothing tells.</summary>
    public string? Stamp { get; init; }

    /// <summary>Characters of all its texts.</summary>
    public int TextLength => Name.Length + Version.Length + (Namespace?.Length ?? 0) + (Architecture?.Length ?? 0) + (License?.Length ?? 0) + (Source?.Length ?? 0)
        + (SourceVersion?.Length ?? 0) + (Supplier?.Length ?? 0) + (Upstream?.Length ?? 0) + Place.Length;

    /// <summary>The name with its name space in front.</summary>
    public string FullName => Namespace is null ? Name : $"{Namespace}/{Name}";

    /// <summary>By what it is known again in another layer.</summary>
    public PackageKey Key => new(Namespace, Name, Architecture, Place);
}

/// <summary>By what a package is known again in another layer, whatever its version.</summary>
/// <param name="Namespace">Its name space.</param>
/// <param name="Name">Its name.</param>
/// <param name="Architecture">Its processors.</param>
/// <param name="Place">Where it is.</param>
internal readonly record struct PackageKey(string? Namespace, string Name, string? Architecture, string Place);
