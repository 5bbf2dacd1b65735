using System.Security.Cryptography;

namespace PSLayers.Packages;

/// <summary>Whose a file of an image is.</summary>
/// <param name="Type">The kind of the package, as package URLs call it.</param>
/// <param name="Package">Name of the package.</param>
/// <param name="Algorithm">What the digest was computed with; no name where the database has none.</param>
/// <param name="Digest">Digest of the file as the package brought it; empty where the database has none.</param>
internal readonly record struct FileOwner(string Type, string Package, HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Digest);
