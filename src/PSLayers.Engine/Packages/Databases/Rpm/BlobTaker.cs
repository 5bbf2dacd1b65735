namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Takes what a database has about one package.</summary>
/// <param name="blob">The bytes; they are gone after the call.</param>
internal delegate void BlobTaker(ReadOnlySpan<byte> blob);
