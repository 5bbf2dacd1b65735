using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Images;
using PSLayers.Limits;

namespace PSLayers.Overlays;

/// <summary>The folder that has the changes to an image, in the form that overlayfs has, and the work folder beside it, where what is written stands until it is
/// whole. One drive, or one mount, at a time has it.</summary>
/// <remarks>The work folder has: <c>drafts</c>; <c>image</c>, the note of what the changes are to; <c>lock</c>; and <c>work</c> and <c>index</c>, which are the kernel's.</remarks>
internal sealed class UpperFolder : IDisposable
{
    /// <summary>How the name of the work folder ends.</summary>
    public const string WorkSuffix = ".work";

    private const string DraftsName = "drafts", NoteName = "image", LockName = "lock", KernelName = "work";
    private const int OthersWrite = 0b010_010;
    private const UnixFileMode WorkMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode UpperMode = WorkMode | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly HashSet<string> WorkNames = new(StringComparer.Ordinal) { DraftsName, NoteName, NoteName + ".new", LockName, KernelName, "index" };

    private readonly ReadLimits _limits;
    private SafeFileHandle _work = new(-1, ownsHandle: false);
    private FileStream? _lock;
    private UpperNote? _note;
    private bool _isLeft;

    private UpperFolder(string path, SafeFileHandle root, ReadLimits limits) => (Path, Root, _limits) = (path, root, limits);

    /// <summary>Full path, without links on the way.</summary>
    public string Path { get; }

    /// <summary>Full path of the work folder, which the kernel takes too.</summary>
    public string WorkPath => Path + WorkSuffix;

    /// <summary>Whether the changes go with whoever has them.</summary>
    public bool IsTemporary { get; private set; }

    /// <summary>What the user had better know: the folder had files before it had changes. Null for nothing.</summary>
    public ImageWarning? Warning { get; private set; }

    /// <summary>The folder, open.</summary>
    public SafeFileHandle Root { get; }

    /// <summary>The folder of the drafts, open: it is on the same disk, and empty whenever the upper folder is opened.</summary>
    public SafeFileHandle Work { get; private set; } = new(-1, ownsHandle: false);

    /// <summary>The marks that are set here.</summary>
    public OverlayMarks Marks { get; private set; } = OverlayMarks.Trusted;

    /// <summary>Opens an upper folder for writing. It and its work folder are made where they are missing; of a link, what it leads to is the folder.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="limits">How much is read of the note.</param>
    /// <exception cref="ImageException">It is no folder, or the user may not write to it, or the disk does not take it, or another has it.</exception>
    public static UpperFolder Open(string path, ReadLimits limits)
    {
        UpperFolder upper = OpenRoot(path, limits, isMade: true);
        try
        {
            upper.OpenWork();
            return upper;
        }
        catch
        {
            upper.Dispose();
            throw;
        }
    }

    /// <summary>Opens an upper folder that another may have, to look at it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="limits">How much is read of the note.</param>
    /// <exception cref="ImageException">It is not there, or the user may not.</exception>
    public static UpperFolder Look(string path, ReadLimits limits) => OpenRoot(path, limits, isMade: false);

    /// <summary>Opens a folder of its own, which is gone when it is disposed of.</summary>
    /// <param name="imageName">Name of the image.</param>
    /// <exception cref="ImageException">It cannot be made.</exception>
    public static UpperFolder Temporary(string imageName)
    {
        RequireLinux();
        UpperFolder upper = Open(TemporaryUppers.New(imageName), ReadLimits.Default);
        upper.IsTemporary = true;
        return upper;
    }

    /// <summary>Says which image the changes are to; that is noted for the next time.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer that the changes are to.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.DestinationExists"/>: they are to another.</exception>
    public void BelongTo(ContainerImage image, int top)
    {
        UpperNote note = UpperNote.Of(image, top, Marks);
        if (_note == note)
            return;
        if (_note is { } other)
            throw new ImageException(ImageErrorId.DestinationExists, $"the folder {Path} has the changes to another image ({other.Image ?? "without a name"}, layers 0 to {other.TopLayer})");
        // It may be what another program wrote over an image, or the wrong folder.
        if (Directory.EnumerateFileSystemEntries(Path).Any())
            Warning = new ImageWarning(ImageErrorId.DestinationExists, $"the folder {Path} had files before: they count as changes now, and what is done to them in the view is done to them");
        note.Write(System.IO.Path.Join(Descriptor("fd", _work), NoteName));
        _note = note;
    }

    /// <summary>Leaves a temporary folder to a mount, with whose end it goes.</summary>
    public void LeaveToMount() => _isLeft = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        Work.Dispose();
        _work.Dispose();
        if (IsTemporary && !_isLeft)
            TemporaryUppers.Remove(Path);
        _lock?.Dispose();
        _lock = null;
    }

    /// <summary>Removes what the kernel leaves in the work folder at the end of a mount.</summary>
    /// <param name="path">Full path of the upper folder.</param>
    public static void Tidy(string path)
    {
        int descriptor = Libc.Open(UnixName.OfHost(path + WorkSuffix), UnixConstants.OpenFolder);
        using var work = new SafeFileHandle(descriptor, ownsHandle: true);
        if (descriptor >= 0)
            UnixTree.TryRemove(work, Terminated(KernelName));
    }

    /// <summary>Whether a session has the folder of that path open.</summary>
    public static bool IsOpen(string path)
    {
        try
        {
            using FileStream? free = TryLock(System.IO.Path.Join(path + WorkSuffix, LockName));
            return free is null;
        }
        catch (ImageException)
        {
            return false;
        }
    }

    /// <summary>What .NET says, as the engine's error.</summary>
    public static ImageException Refused(string what, Exception error) =>
        error is UnauthorizedAccessException ? new ImageException(ImageErrorId.AccessDenied, $"{what}: {error.Message.TrimEnd('.')}", inner: error) : UnixError.Of(what, error);

    private static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
            throw new ImageException(ImageErrorId.MountFailed, "the writable layer has the form of Linux' overlayfs, and works on Linux only");
    }

    private static UpperFolder OpenRoot(string path, ReadLimits limits, bool isMade)
    {
        RequireLinux();
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        if (System.IO.Path.GetDirectoryName(path) is not { } parent)
            throw new ImageException(ImageErrorId.MountFailed, "the root of the system can have no changes to an image");
        if (!System.IO.Path.Exists(path))
        {
            if (!isMade || !Directory.Exists(parent))
                throw new ImageException(ImageErrorId.PathNotFound, $"the folder {(isMade ? parent : path)} does not exist");
            Make(path, UpperMode);
        }
        int descriptor = Libc.Open(UnixName.OfHost(path), UnixConstants.OpenRootFolder);
        if (descriptor < 0)
        {
            throw UnixError.Last == UnixConstants.NotFolder
                ? new ImageException(ImageErrorId.NotADirectory, $"{path} is a file, and changes need a folder")
                : UnixError.Of($"the folder {path} cannot be opened");
        }
        var root = new SafeFileHandle(descriptor, ownsHandle: true);
        return new UpperFolder(RealPath(root) ?? path, root, limits);
    }

    private void OpenWork()
    {
        if (Libc.AccessAt(Root, ".\0"u8, UnixConstants.AllRights, UnixConstants.EffectiveRights) != 0)
            throw UnixError.Of($"the folder {Path} cannot be written to");
        if (OverlayMounts.UpperFolders().Contains(Path))
            throw new ImageException(ImageErrorId.DriveInUse, $"a mount has its changes in {Path}; Dismount-ImageView ends it");
        if (!System.IO.Path.Exists(WorkPath))
            Make(WorkPath, WorkMode);
        _work = OpenFolder(WorkPath);
        CheckOwner(_work);
        if (MountOf(_work) != MountOf(Root))
            throw new ImageException(ImageErrorId.MountFailed, $"{Path} is a disk of its own, and drafts must stand beside it on the same disk; a folder in it does");
        CheckNames();
        _lock = TryLock(_work)
            ?? throw new ImageException(ImageErrorId.DriveInUse, $"another drive has its changes in {Path}");
        _note = UpperNote.Read(System.IO.Path.Join(WorkPath, NoteName), _limits);
        Marks = MarksOf(_work);
        // What a killed session was writing.
        UnixTree.TryRemove(_work, Terminated(DraftsName));
        _ = Libc.MakeFolderAt(_work, Terminated(DraftsName), (uint)WorkMode);
        int drafts = Libc.OpenAt(_work, Terminated(DraftsName), UnixConstants.OpenFolder);
        Work = drafts >= 0 ? new SafeFileHandle(drafts, ownsHandle: true) : throw UnixError.Of($"the folder {DraftsName} of {WorkPath} cannot be opened");
        if (!UnixStatus.TryGet(Work, out UnixStatus status) || status.Owner != UnixStatus.CurrentUser())
            throw new ImageException(ImageErrorId.AccessDenied, $"the folder {DraftsName} of {WorkPath} belongs to somebody else");
    }

    private OverlayMarks MarksOf(SafeFileHandle work)
    {
        OverlayMarks? own = OverlayMarks.Of(work);
        if (_note?.Marks == OverlayMarks.Trusted.Prefix && own != OverlayMarks.Trusted)
            throw new ImageException(ImageErrorId.AccessDenied, $"root has begun the changes in {Path}, and only root can see what they are");
        return own is null ? throw new ImageException(ImageErrorId.MountFailed, $"the disk of {Path} knows no extended attributes, which the changes need")
            : _note?.Marks == OverlayMarks.User.Prefix ? OverlayMarks.User : own;
    }

    // What somebody else prepares in the work folder would become part of the changes.
    private void CheckOwner(SafeFileHandle work)
    {
        if (!UnixStatus.TryGet(work, out UnixStatus status) || !UnixStatus.TryGet(Root, out UnixStatus root))
            throw UnixError.Of($"the folder {WorkPath} cannot be looked at");
        if ((status.Owner != UnixStatus.CurrentUser() && status.Owner != root.Owner) || (status.Mode & OthersWrite) != 0)
            throw new ImageException(ImageErrorId.AccessDenied, $"others may write to {WorkPath}, which belongs to the changes");
    }

    private void CheckNames()
    {
        string? foreign = Directory.EnumerateFileSystemEntries(WorkPath).Select(System.IO.Path.GetFileName).FirstOrDefault(name => !WorkNames.Contains(name!));
        if (foreign is not null)
            throw new ImageException(ImageErrorId.DestinationExists, $"{WorkPath} would be the work folder, and has something else in it ({foreign})");
    }

    private static SafeFileHandle OpenFolder(string path)
    {
        int descriptor = Libc.Open(UnixName.OfHost(path), UnixConstants.OpenFolder);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw UnixError.Of($"the folder {path} cannot be opened");
    }

    private static void Make(string path, UnixFileMode mode)
    {
        try
        {
            // Windows, where this is never called, has no modes.
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(path, mode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused($"the folder {path} cannot be made", e);
        }
    }

    // Whoever else may write to the folder may have put a link there, which leads to any file of the system.
    private FileStream? TryLock(SafeFileHandle work)
    {
        using (var made = new SafeFileHandle(Libc.CreateAt(work, Terminated(LockName), UnixConstants.OpenNewFile, 0x180), ownsHandle: true))
        {
            if (made.IsInvalid && UnixError.Last != UnixConstants.Exists)
                throw UnixError.Of($"the file {LockName} of {WorkPath} cannot be made");
        }
        using var file = new SafeFileHandle(Libc.OpenAt(work, Terminated(LockName), UnixConstants.OpenExistingFile), ownsHandle: true);
        if (file.IsInvalid || !UnixStatus.TryGet(file, out UnixStatus status) || !status.IsFile)
            throw new ImageException(ImageErrorId.AccessDenied, $"{LockName} of {WorkPath} is no file that can be opened");
        return TryLock(Descriptor("fd", file));
    }

    // A lock of the system (flock), which goes with the process, however that goes.
    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e.HResult == UnixConstants.WouldBlock)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused($"{path} cannot be opened", e);
        }
    }

    private static byte[] Terminated(string name) => UnixName.OfHost(name);

    private static string? RealPath(SafeFileHandle handle) => new FileInfo(Descriptor("fd", handle)).LinkTarget;

    // Two folders of one disk may still be of two mounts, between which nothing is renamed.
    private static string? MountOf(SafeFileHandle handle)
    {
        try
        {
            return File.ReadLines(Descriptor("fdinfo", handle)).FirstOrDefault(line => line.StartsWith("mnt_id:", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string Descriptor(string kind, SafeFileHandle handle) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/{kind}/{handle.DangerousGetHandle()}");
}
