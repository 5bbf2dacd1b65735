namespace PSLayers.Editing.Planning;

/// <summary>Where an entry stands in a tar that is made of layers: lower layers first, each in its own order.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Row">A row of it.</param>
internal readonly record struct EntryPlace(int Layer, int Row) : IComparable<EntryPlace>
{
    /// <summary>The place of what is in the layers below.</summary>
    public static EntryPlace Below => new(-1, -1);

    /// <summary>Behind all else.</summary>
    public static EntryPlace Nowhere => new(int.MaxValue, int.MaxValue);

    /// <inheritdoc/>
    public int CompareTo(EntryPlace other) => Layer != other.Layer ? Layer.CompareTo(other.Layer) : Row.CompareTo(other.Row);
}
