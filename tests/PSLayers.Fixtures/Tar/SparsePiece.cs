namespace PSLayers.Fixtures;

/// <summary>A piece of data in a sparse file; what lies between pieces is zeros.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Data">Its bytes.</param>
public sealed record SparsePiece(long Offset, byte[] Data);
