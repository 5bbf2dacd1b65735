namespace PSLayers.Content;

/// <summary>The entry that has a file's data.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Row">The entry's row in the layer.</param>
internal readonly record struct ContentPlace(int Layer, int Row);
