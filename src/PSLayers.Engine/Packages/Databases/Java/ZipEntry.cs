namespace PSLayers.Packages.Databases.Java;

/// <summary>What the directory of a zip says of an entry.</summary>
/// <param name="Method">How its bytes are stored.</param>
/// <param name="StoredSize">Its bytes as stored.</param>
/// <param name="Header">Where its own header is.</param>
internal readonly record struct ZipEntry(int Method, long StoredSize, long Header);
