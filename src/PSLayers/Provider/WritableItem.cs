using System.Runtime.Versioning;
using PSLayers.Overlays;

namespace PSLayers.Provider;

/// <summary>A file of a writable drive as it is now. What users get of it is in a snapshot of the drive; this tells what is there.</summary>
/// <param name="place">Where it is.</param>
/// <param name="stop">Tells of the user's wish to stop.</param>
[SupportedOSPlatform("linux")]
internal sealed class WritableItem(DrivePlace place, Func<CancellationToken> stop) : DriveItem
{
    /// <summary>Where it is.</summary>
    public DrivePlace Place => place;

    /// <inheritdoc/>
    public override object Value => new ViewFolder(place.InnerPath);

    /// <inheritdoc/>
    public override bool IsFolder => place.Folder is not null;

    /// <inheritdoc/>
    public override bool IsLink => place is { Folder: not null, IsDirectory: false };

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children()
    {
        if (place.Folder is not { } folder)
            yield break;
        foreach (MergedNode child in place.View.Children(folder, stop()))
            yield return (child.Name, new WritableItem(DrivePlace.Of(place.View, child), stop));
    }

    /// <inheritdoc/>
    public override DriveItem? Child(string name) => Find([name]);

    /// <inheritdoc/>
    public override DriveItem? Find(ReadOnlySpan<string> parts) => place.Below(parts) is { Node: not null } found ? new WritableItem(found, stop) : null;
}
