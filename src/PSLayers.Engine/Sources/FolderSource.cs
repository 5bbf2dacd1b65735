using System.Text;
using PSLayers.Bytes;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Sources.Caching;

namespace PSLayers.Sources;

/// <summary>Folders on disk: OCI layouts, what skopeo writes, and unpacked archives.</summary>
internal sealed class FolderSource : IImageSource
{
    // Files of a folder that are looked at for changes; an image has far fewer.
    private const int LargestFolder = 10_000;

    public bool Has(string path) => Directory.Exists(path);

    public string StateOf(string path)
    {
        IEnumerable<string> states = FolderListing.Files(path).Take(LargestFolder)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => $"{file.FullName} {ArchiveFileSource.StampOf(file)}");
        return Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', states))).ToString();
    }

    public ArchiveFiles Open(string path, ReadLimits limits, DiskCache? cache, ReadMeter meter) => new FolderFiles(path, limits);
}
