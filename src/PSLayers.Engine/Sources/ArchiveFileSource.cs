using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Sources.Caching;

namespace PSLayers.Sources;

/// <summary>Files on disk: tars, plain or compressed. The last kind to be asked: it says what is wrong with whatever stands there.</summary>
internal sealed class ArchiveFileSource : IImageSource
{
    public bool Has(string path) => true;

    public string StateOf(string path) => StampOf(new FileInfo(path)).ToString();

    public ArchiveFiles Open(string path, ReadLimits limits, DiskCache? cache, ReadMeter meter)
    {
        var info = new FileInfo(path);
        FileSystemInfo target = FileErrors.Translate(() => info.ResolveLinkTarget(returnFinalTarget: true) ?? info);
        if (target is not FileInfo { Exists: true } file)
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder");
        RegularFile.Require(file);
        if (file.Length == 0)
            throw new ImageException(ImageErrorId.NotAnImage, "the file is empty: what was to write it failed, or has not come to it yet");
        return TarFiles.Read(path, new FileSource(file.FullName, FileStamp.Of(file)), limits, cache, meter);
    }

    /// <summary>The state of a file. Of a link, what it leads to counts; one that leads nowhere is left to whoever opens it.</summary>
    public static FileStamp StampOf(FileInfo file)
    {
        try
        {
            return FileStamp.Of(file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
