namespace PSLayers.Fixtures;

/// <summary>
/// A piece of data in a sparse file; what lies between pieces is zeros. GNU tar makes pieces of whole blocks of 512 bytes, all but
/// the last, and reads no others; where the file ends in a hole it wants an empty last piece.
/// </summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Data">Its bytes.</param>
public sealed record SparsePiece(long Offset, byte[] Data);
