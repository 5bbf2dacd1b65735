using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Provider;

/// <summary>A folder of a drive that no layer has an entry for.</summary>
public sealed class ViewFolder : ImageObject
{
    internal ViewFolder(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Always a directory.</summary>
    public EntryType Type { get; } = EntryType.Directory;

    /// <summary>Type and permissions as <c>ls -l</c> shows them.</summary>
    public string ModeString { get; } = "dr-xr-xr-x";

    /// <summary>What it is, and the name.</summary>
    public override string ToString() => $"folder: {Name}";
}
