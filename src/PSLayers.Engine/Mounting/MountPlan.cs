using System.Runtime.Versioning;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>What is to be done to mount a view.</summary>
/// <param name="Image">The image.</param>
/// <param name="View">The view.</param>
/// <param name="Inodes">Its inodes and names.</param>
/// <param name="Places">Where the layers' tars stand; null for those that are still to be decompressed, or are not needed.</param>
/// <param name="Spooled">The layers that are to be decompressed.</param>
/// <param name="Keeps">Whether they are kept for the next time.</param>
[SupportedOSPlatform("linux")]
internal sealed record MountPlan(LayeredImage Image, TreeView View, ViewInodes Inodes, LayerPlace?[] Places, IReadOnlyList<int> Spooled, bool Keeps)
{
    /// <summary>Bytes that decompressing will take on the disk.</summary>
    public long SpoolSize => LayerSpools.Missing(this);
}
