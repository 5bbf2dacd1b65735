using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;

namespace PSLayers.Mounting;

/// <summary>A file of the disk that has data of files of a view.</summary>
/// <param name="file">The file.</param>
internal sealed class DataDevice(FileSource file)
{
    /// <summary>Full path.</summary>
    public string Path => file.Path;

    /// <summary>Bytes.</summary>
    public long Length => file.Length;

    /// <summary>Opens it, if it is still the file that it was.</summary>
    public SafeFileHandle Open() => file.OpenFile();
}

/// <summary>Where a layer's uncompressed tar stands on a device.</summary>
/// <param name="Device">The device.</param>
/// <param name="Offset">Where the tar begins.</param>
/// <param name="Length">Bytes of the tar.</param>
internal sealed record LayerPlace(DataDevice Device, long Offset, long Length);
