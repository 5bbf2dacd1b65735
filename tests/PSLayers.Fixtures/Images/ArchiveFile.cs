namespace PSLayers.Fixtures;

/// <summary>One file of an archive.</summary>
/// <param name="Path">Its name in the archive.</param>
/// <param name="TypeFlag">The tar type: '0' file, '1' hard link, '2' symbolic link, '5' directory.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Target">Where it points, if it is a link.</param>
public sealed record ArchiveFile(string Path, char TypeFlag, byte[] Content, string Target = "");
