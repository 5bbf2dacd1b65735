namespace PSLayers.Editing.Adding;

/// <summary>What a layer is to add to an image, as a user says it.</summary>
internal sealed record Addition
{
    /// <summary>Full paths of folders and files.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Where they go in the image: a directory gets what folders have in them. A slash behind it says that it is a directory for files too.</summary>
    public string InnerPath { get; init; } = "/";

    /// <summary>Paths in the image that are removed.</summary>
    public IReadOnlyList<string> Whiteouts { get; init; } = [];

    /// <summary>Whether what the image has at <see cref="InnerPath"/> is hidden.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>Which files of folders are left out.</summary>
    public IgnoreRules Ignored { get; init; } = IgnoreRules.None;

    /// <summary>Whom files belong to, by numbers or by names that the image has; null for root.</summary>
    public string? Owner { get; init; }

    /// <summary>Whether files keep their owners of the disk.</summary>
    public bool PreservesOwner { get; init; }

    /// <summary>Other permissions; null for those of the disk.</summary>
    public string? Mode { get; init; }
}
