namespace PSLayers.Secrets.Rules;

/// <summary>What one kind of secret looks like.</summary>
internal sealed record SecretRule
{
    /// <summary>What it is called.</summary>
    public required string Kind { get; init; }

    /// <summary>How sure a match is.</summary>
    public SecretConfidence Confidence { get; init; }

    /// <summary>How sure it is among the files of a package of a language, where it is most likely made for tests.</summary>
    public SecretConfidence ConfidenceInPackages { get; init; }

    /// <summary>What tokens look like; none where code knows it.</summary>
    public IReadOnlyList<Shape> Shapes { get; init; } = [];

    /// <summary>Name of the checksum that a token has; null for none.</summary>
    public string? Checksum { get; init; }

    /// <summary>What a token must have somewhere; empty for nothing.</summary>
    public byte[] Contains { get; init; } = [];

    /// <summary>Bits of information that a character must have on average, so that names and fillings are passed over.</summary>
    public double Entropy { get; init; }

    /// <summary>Name of the code that knows what it looks like; null where shapes do.</summary>
    public string? Matcher { get; init; }

    /// <summary>What is searched for where code knows the rest.</summary>
    public IReadOnlyList<byte[]> Anchors { get; init; } = [];

    /// <summary>Texts that have such a secret, with sets of characters as in shapes; those of shapes are the shapes.</summary>
    public IReadOnlyList<string> Examples { get; init; } = [];
}
