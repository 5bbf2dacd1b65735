using System.Text;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Sources.Formats;
using PSLayers.Text;

namespace PSLayers.Sources;

/// <summary>A folder on disk: an OCI layout, or an unpacked archive. Blobs may be symbolic links to each other, but nothing in the folder leads out
/// of it. What is no regular file is never opened.</summary>
internal sealed class FolderFiles(string path, ReadLimits limits) : ArchiveFiles(path, limits)
{
    // One source a file: layers that are links to each other are then known to be the same bytes.
    private readonly Dictionary<string, FileSource> _sources = new(StringComparer.Ordinal);

    public override bool IsFolder => true;

    public override IEnumerable<string> Names =>
        FolderListing.Files(Path).Select(file => EntryName.Decode(Encoding.UTF8.GetBytes(System.IO.Path.GetRelativePath(Path, file.FullName).Replace('\\', '/'))));

    public override bool Contains(string name) => IsFile(FullName(name));

    protected override Blob? Locate(string name)
    {
        if (!IsFile(FullName(name)))
            return null;
        var target = new FileInfo(FolderLinks.Resolve(Path, InnerName(name), Limits.LinkHops));
        if (!target.Exists)
            return null;
        RegularFile.Require(target, name);
        if (!_sources.TryGetValue(target.FullName, out FileSource? source))
            _sources[target.FullName] = source = new FileSource(target.FullName, FileStamp.Of(target));
        return Blob.Of(source, 0, source.Length, name);
    }

    public override ImageException NoImage() => NotAnImage.OfFolder(Path);

    // Unlike File.Exists: what may not be looked at is not called absent.
    private static bool IsFile(string full)
    {
        try
        {
            return FileErrors.Translate(() => (File.GetAttributes(full) & FileAttributes.Directory) == 0);
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.PathNotFound)
        {
            return false;
        }
    }

    private string FullName(string name) => System.IO.Path.Combine(Path, InnerName(name));

    private static string InnerName(string name)
    {
        string normal = EntryName.Original(Normalize("", name));
        // On Windows a backslash separates and a colon names a drive or a stream; neither stands in the name of a blob.
        if (OperatingSystem.IsWindows() && normal.AsSpan().ContainsAny('\\', ':'))
            throw Outside(name);
        return normal;
    }
}
