using PSLayers.Bytes;
using PSLayers.Tar;

namespace PSLayers.Editing.Adding;

/// <summary>One entry of a layer in the making.</summary>
/// <param name="Header">What its header says.</param>
/// <param name="Content">The bytes of a file; null for everything else, and for empty files.</param>
internal sealed record NewEntry(EntryHeader Header, ByteSource? Content = null)
{
    /// <summary>What makes two entries names of one file; null where the file has one name.</summary>
    public (ulong Device, ulong Number)? SharedFile { get; init; }

    /// <summary>Whether its time is that of the edit, whatever the header says.</summary>
    public bool IsOfEdit { get; init; }

    /// <summary>Whether it is the image's own, and keeps its time.</summary>
    public bool IsOfImage { get; init; }

    /// <summary>Its time in the layer, in ticks of 100 ns since 1970.</summary>
    /// <param name="edited">The time of the edit.</param>
    /// <param name="latest">No file is later than this; null for any time.</param>
    public long TimeOf(DateTimeOffset edited, DateTimeOffset? latest) => IsOfEdit ? Whole(edited)
        : IsOfImage || latest is not { } end ? Header.Time
        : Math.Min(Header.Time, Whole(end));

    private static long Whole(DateTimeOffset time) => time.ToUnixTimeSeconds() * TimeSpan.TicksPerSecond;
}
