using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>The files of an image whose names end alike.</summary>
public sealed class MeasuredExtension : ImageObject
{
    /// <summary>The last dot of the name and what follows it, in small letters: <c>.py</c>; empty for names without one. A dot in front of the
    /// name counts for nothing.</summary>
    public string Extension { get; init; } = "";

    /// <summary>Number of files; one with several names counts once.</summary>
    public int FileCount { get; init; }

    /// <summary>Bytes of those files.</summary>
    public long Size { get; init; }

    /// <summary>Number of files, and the extension.</summary>
    public override string ToString() => $"{FileCount} files: {Extension}";
}
