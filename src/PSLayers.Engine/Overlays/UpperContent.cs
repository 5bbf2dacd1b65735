using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Content;

namespace PSLayers.Overlays;

/// <summary>The content of a file of the upper folder, whose holes cost a copy neither time nor room.</summary>
/// <param name="file">The file, open for reading; it is closed with the stream.</param>
[SupportedOSPlatform("linux")]
internal sealed class UpperContent(SafeFileHandle file) : FileStream(file, FileAccess.Read, bufferSize: 0), IHasHoles
{
    private const int SeekData = 3, SeekHole = 4;

    /// <inheritdoc/>
    public long LongestHole { get; set; } = long.MaxValue;

    /// <inheritdoc/>
    public (bool IsHole, long Length) At(long position)
    {
        long data = OverlayCalls.Seek(SafeFileHandle, position, SeekData);
        // From a last hole on there is no data, and a disk that knows no holes says that all is data.
        if (data != position)
            return (true, (data < 0 ? Length : data) - position);
        long hole = OverlayCalls.Seek(SafeFileHandle, position, SeekHole);
        return (false, (hole < 0 ? Length : hole) - position);
    }

    /// <inheritdoc/>
    public (bool IsHole, long Length) Before(long position) => (false, position);
}
