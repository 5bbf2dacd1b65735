namespace PSLayers.Extraction;

/// <summary>A directory of the destination that this run has used, by its exact name. Whoever adds to it, or looks for a child, holds its lock.</summary>
internal sealed class FolderNode(FolderNode? parent, string name)
{
    private readonly Dictionary<string, FolderNode> _children = new(StringComparer.Ordinal);
    private bool _needsFinish;

    /// <summary>Its name in its parent.</summary>
    public string Name => name;

    /// <summary>The directory that it is in; null for the root.</summary>
    public FolderNode? Parent => parent;

    /// <summary>Its path relative to the root; empty for the root.</summary>
    public string Path => parent is null or { Parent: null } ? name : $"{parent.Path}/{name}";

    /// <summary>Which directory it was when it was first opened.</summary>
    public required FileIdentity Identity { get; init; }

    /// <summary>Whether this run made it. What was there before keeps its mode, owner and time.</summary>
    public required bool IsCreated { get; init; }

    /// <summary>The item that says what it is to be like; null where only its content was given.</summary>
    public ExtractionItem? Item { get; set; }

    /// <summary>Its directories that still need their final attributes, or have some below them that do.</summary>
    public IEnumerable<FolderNode> Unfinished => _children.Values.Where(child => child._needsFinish);

    /// <summary>The directory of a name; null where this run has not used it.</summary>
    public FolderNode? Child(string childName) => _children.GetValueOrDefault(childName);

    /// <summary>Adds a directory.</summary>
    public void Add(FolderNode child)
    {
        _children.Add(child.Name, child);
        if (!child.IsCreated)
            return;
        child._needsFinish = true;
        for (FolderNode? node = this; node is { _needsFinish: false }; node = node.Parent)
            node._needsFinish = true;
    }
}
