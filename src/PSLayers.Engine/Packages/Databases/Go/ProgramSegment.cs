namespace PSLayers.Packages.Databases.Go;

/// <summary>A part of a program as it is in memory while it runs.</summary>
/// <param name="Address">Where it is in memory.</param>
/// <param name="Offset">Where it is in the file.</param>
/// <param name="Size">Its bytes in the file.</param>
/// <param name="IsData">Whether it is the program's data, which it may change.</param>
/// <param name="IsInformation">Whether it was made for what the build tells of itself.</param>
internal readonly record struct ProgramSegment(ulong Address, long Offset, long Size, bool IsData, bool IsInformation);
