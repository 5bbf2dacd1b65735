using PSLayers.Bytes;

namespace PSLayers.Compression;

/// <summary>Where a blob's stored bytes begin: two blobs of one place are one.</summary>
/// <remarks>A class: tables keyed by it need no code compiled in the session.</remarks>
internal sealed record BlobPlace(ByteSource Source, long Offset);
