using System.Globalization;

namespace PSLayers.Provider;

/// <summary>A folder with a folder for each layer.</summary>
/// <param name="name">Its name.</param>
/// <param name="count">Number of layers.</param>
/// <param name="open">The folder of a layer; null for a layer that cannot be read.</param>
internal sealed class StackFolder(string name, int count, Func<int, DriveItem?> open) : DriveItem
{
    /// <inheritdoc/>
    public override object Value => new ViewFolder(name);

    /// <inheritdoc/>
    public override bool IsFolder => true;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children()
    {
        for (int layer = 0; layer < count; layer++)
        {
            if (open(layer) is { } item)
                yield return (layer.ToString(CultureInfo.InvariantCulture), item);
        }
    }

    /// <inheritdoc/>
    public override DriveItem? Find(ReadOnlySpan<string> parts) => parts.IsEmpty ? this
        : int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int layer) && layer < count ? open(layer)?.Find(parts[1..])
        : null;
}
