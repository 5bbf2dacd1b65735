using System.IO.Enumeration;

namespace PSLayers.Sources;

/// <summary>Lists the files of a folder that is an image, links to files among them. Directories behind links are not gone into: they may be anywhere,
/// and lead round in circles.</summary>
internal static class FolderListing
{
    // A layout has blobs/sha256/HEX, an unpacked archive ID/layer.tar.
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 3,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
    };

    /// <summary>The files of a folder.</summary>
    /// <param name="folder">Full path.</param>
    public static IEnumerable<FileInfo> Files(string folder) =>
        new FileSystemEnumerable<FileInfo>(folder, (ref FileSystemEntry entry) => (FileInfo)entry.ToFileSystemInfo(), Options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
        };
}
