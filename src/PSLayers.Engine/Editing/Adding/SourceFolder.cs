using System.Text;
using PSLayers.Bytes;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Editing.Adding;

/// <summary>Lists what a folder of the disk has, for a layer. Links are not followed, so nothing outside is looked at.</summary>
internal sealed class SourceFolder
{
    // What files have where the system knows no modes.
    private const int FolderMode = 0x1ED, FileMode = 0x1A4, LinkMode = 0x1FF;
    private const int AllPermissions = 0xFFF;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly IgnoreRules _rules;
    private readonly ReadLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly List<SourceFile> _files = [];
    private readonly Stack<Folder> _open = new();

    private readonly bool _hasModes;

    private SourceFolder(IgnoreRules rules, ReadLimits limits, bool hasModes, CancellationToken cancellation) =>
        (_rules, _limits, _hasModes, _cancellation) = (rules, limits, hasModes, cancellation);

    /// <summary>Names of pipes, sockets and devices, which no layer gets.</summary>
    public List<string> Skipped { get; } = [];

    /// <summary>What was found; a directory stands before what is in it.</summary>
    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>Lists a folder and all that is below it.</summary>
    /// <param name="path">Full path of the folder.</param>
    /// <param name="rules">Which files are left out.</param>
    /// <param name="limits">How many files there may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <param name="hasModes">Whether the system knows modes and owners: Windows does not.</param>
    /// <exception cref="ImageException">Something in it cannot be looked at.</exception>
    public static SourceFolder Read(string path, IgnoreRules rules, ReadLimits limits, CancellationToken cancellation, bool? hasModes = null)
    {
        var folder = new SourceFolder(rules, limits, hasModes ?? !OperatingSystem.IsWindows(), cancellation);
        folder._open.Push(new Folder(Named(new DirectoryInfo(path), "", followsLinks: true, folder._hasModes)!, rules.Root, Above: null));
        while (folder._open.TryPop(out Folder? next))
            folder.ReadOne(next);
        return folder;
    }

    /// <summary>Looks at one file that the user named; a link is followed to it.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="ImageException">There is none, or it is something else.</exception>
    public static SourceFile ReadFile(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder", path);
        RegularFile.Require(file, path);
        return Named(file, System.IO.Path.GetFileName(path), followsLinks: true, !OperatingSystem.IsWindows())!;
    }

    private void ReadOne(Folder folder)
    {
        if (!folder.Rules.IsIgnored)
            folder.Take(_files);
        foreach (FileSystemInfo child in Children(folder.File.Path))
        {
            _cancellation.ThrowIfCancellationRequested();
            string name = folder.File.Name.Length == 0 ? child.Name : $"{folder.File.Name}/{child.Name}";
            IgnoreRules.Matching rules = _rules.Match(name, folder.Rules);
            if (rules.IsIgnored && !_rules.HasExceptions)
                continue;
            if (Named(child, name, followsLinks: false, _hasModes) is not { } file)
            {
                if (!rules.IsIgnored)
                    Skipped.Add(name);
            }
            else if (file.Type == EntryType.Directory)
                _open.Push(new Folder(file, rules, folder));
            else if (!rules.IsIgnored)
            {
                folder.Take(_files);
                _files.Add(file);
            }
            if (_files.Count > _limits.Entries)
                throw new ImageException(ImageErrorId.CountLimit, $"more than {_limits.Entries} files (limit Entries)", folder.File.Path);
        }
        // Whoever put a link in its place meanwhile has led astray.
        if (_hasModes && folder.Above is not null && UnixStatus.TryGetItself(folder.File.Path, out UnixStatus status)
            && (status.Device, status.Number) != (folder.File.Stamp.Device, folder.File.Stamp.Number))
            throw new ImageException(ImageErrorId.ArchiveChanged, "the folder was replaced while it was read", folder.File.Path);
    }

    private static List<FileSystemInfo> Children(string path)
    {
        try
        {
            return FileErrors.Translate(() => new DirectoryInfo(path).EnumerateFileSystemInfos("*", Everything).ToList());
        }
        catch (ImageException e)
        {
            throw new ImageException(e.ErrorId, e.Reason, path, inner: e);
        }
    }

    // Null for what no layer can have: a pipe, a socket, a device.
    private static SourceFile? Named(FileSystemInfo file, string name, bool followsLinks, bool hasModes)
    {
        try
        {
            return hasModes ? OfUnix(file, name, followsLinks) : OfWindows(file, name, followsLinks);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageErrorId.ReadFailed, e.Message.TrimEnd('.'), file.FullName, inner: e);
        }
    }

    private static SourceFile? OfUnix(FileSystemInfo file, string name, bool followsLinks)
    {
        string path = file.FullName;
        if (!(followsLinks ? UnixStatus.TryGet(path, out UnixStatus status) : UnixStatus.TryGetItself(path, out status)))
        {
            throw new ImageException(ImageErrorId.ReadFailed,
                IsNoText(name) ? "its name is no UTF-8, and such files cannot be read here" : "it cannot be looked at", path);
        }
        if (!status.IsFile && !status.IsFolder && !status.IsLink)
            return null;
        string target = status.IsLink ? file.LinkTarget ?? "" : "";
        if (IsNoText(target))
            throw new ImageException(ImageErrorId.ReadFailed, "what it points to is no UTF-8, and such links cannot be read here", path);
        long seconds = (long)Math.Floor((decimal)status.Written / NanosecondsPerSecond);
        return new SourceFile
        {
            Path = path,
            Name = name,
            Type = status.IsFile ? EntryType.File : status.IsFolder ? EntryType.Directory : EntryType.SymbolicLink,
            Mode = status.IsLink ? LinkMode : status.Mode & AllPermissions,
            Owner = (status.Owner, status.Group),
            Time = seconds * TimeSpan.TicksPerSecond,
            LinkTarget = target,
            Stamp = FileStamp.Of(status),
            HasMode = true,
            HasOtherNames = status is { IsFile: true, Names: > 1 },
        };
    }

    // .NET reads names as UTF-8, and puts this character where they are none.
    private static bool IsNoText(string name) => name.Contains(Rune.ReplacementChar.ToString(), StringComparison.Ordinal);

    private static SourceFile? OfWindows(FileSystemInfo file, string name, bool followsLinks)
    {
        bool isLink = !followsLinks && file.LinkTarget is not null;
        if ((file.Attributes & FileAttributes.Device) != 0)
            return null;
        bool isFolder = !isLink && (file.Attributes & FileAttributes.Directory) != 0;
        DateTime written = file.LastWriteTimeUtc;
        return new SourceFile
        {
            Path = file.FullName,
            Name = name,
            Type = isLink ? EntryType.SymbolicLink : isFolder ? EntryType.Directory : EntryType.File,
            Mode = isLink ? LinkMode : isFolder ? FolderMode : FileMode,
            Time = (written.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
            LinkTarget = isLink ? file.LinkTarget!.Replace('\\', '/') : "",
            Stamp = isLink || isFolder ? default : FileStamp.Of(file),
        };
    }

    // A directory that is left out is there all the same where something in it is not.
    private sealed record Folder(SourceFile File, IgnoreRules.Matching Rules, Folder? Above)
    {
        private bool _isTaken;

        public void Take(List<SourceFile> files)
        {
            if (_isTaken)
                return;
            _isTaken = true;
            Above?.Take(files);
            files.Add(File);
        }
    }
}
