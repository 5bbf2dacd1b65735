namespace PSLayers.Model;

/// <summary>A document that an image is read from, and what the document that names it claims of it.</summary>
/// <param name="Kind">What it is: index, manifest or config.</param>
/// <param name="Name">What names it: a digest, or the name of its file.</param>
/// <param name="Content">Its bytes as they are stored.</param>
/// <param name="StatedDigest">The digest that names it; null where nothing does.</param>
/// <param name="StatedSize">The size that is stated; null where none is.</param>
/// <param name="StatedType">The media type that is stated; null where none is.</param>
internal sealed record ImageDocument(string Kind, string Name, byte[] Content, Digest? StatedDigest = null, long? StatedSize = null, string? StatedType = null);
