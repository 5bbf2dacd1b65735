using PSLayers.Tar;

namespace PSLayers.Editing.Planning;

/// <summary>An entry of a layer by another name, or with another target.</summary>
/// <param name="Layer">Number of the layer that has its headers and its data.</param>
/// <param name="Row">Its row there.</param>
/// <param name="Name">The name.</param>
internal sealed record RenamedEntry(int Layer, int Row, byte[] Name)
{
    /// <summary>What a link leads to; null for what it leads to now.</summary>
    public byte[]? Link { get; init; }

    /// <summary>The mode, the owner, the time and the attributes; null for those of the headers.</summary>
    public EntryHeader? Attributes { get; init; }

    /// <summary>Whether data follows, where the entry has some.</summary>
    public bool HasData { get; init; }
}
