using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Extraction.Windows;

/// <summary>A directory of Windows. It is known by its path, so each operation first looks whether a directory on the way from the root
/// has become a reparse point (a link, a junction, a mount). It uses nothing but .NET, and so its rules can be tested anywhere.</summary>
/// <remarks>Of owner, mode and attributes Windows keeps nothing; hard links are copies.</remarks>
internal sealed class WindowsFolder(string path, WindowsFolder? parent = null) : DestinationFolder
{
    public override FileIdentity Identity { get; } = IdentityOf(path);

    public override DestinationFolder OpenAgain() => new WindowsFolder(path, parent);

    public override ExistingEntry? Find(string name)
    {
        string full = Full(name);
        return AttributesOf(full) is { } attributes ? new ExistingEntry(KindOf(attributes), IdentityOf(full)) : null;
    }

    public override DestinationFolder OpenFolder(string name)
    {
        var folder = new WindowsFolder(Full(name), this);
        folder.CheckWay();
        return folder;
    }

    public override bool TryCreateFolder(string name) => IsFree(name) && Do("the folder cannot be made", () => Directory.CreateDirectory(Full(name)));

    public override DestinationFile? TryCreateFile(string name, long length)
    {
        if (!IsFree(name))
            return null;
        string full = Full(name);
        try
        {
            return new WindowsFile(File.OpenHandle(full, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, length), IdentityOf(full));
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            // The size that the image states may be a lie that no disk has room for; then the content decides.
            return Find(name) is not null ? null : length > 0 ? TryCreateFile(name, 0) : throw WindowsError.Of("the file cannot be made", e);
        }
    }

    public override bool TryCreateLink(string name, string target) => IsFree(name) && Do("the link cannot be made", () =>
    {
        string full = Full(name), text = EntryName.Original(target).Replace('/', Path.DirectorySeparatorChar);
        // Windows has two kinds of links, and must be told which one this is. Nobody looks for a rooted target: it could be on a network.
        if (!Path.IsPathRooted(text) && Directory.Exists(Path.Join(path, text)))
            Directory.CreateSymbolicLink(full, text);
        else
            File.CreateSymbolicLink(full, text);
    });

    public override HardLinkOutcome TryCreateHardLink(string name, DestinationFolder folder, string existing) => HardLinkOutcome.Impossible;

    public override bool TryCreateSpecial(string name, ExtractionItem item) => throw new ImageException(ImageErrorId.WriteFailed, "Windows has no such special files");

    public override void Remove(string name)
    {
        CheckWay();
        string full = Full(name);
        Do("what has its name cannot be removed", () =>
        {
            // A link to a directory is itself one to Windows; this removes the link alone.
            if (OperatingSystem.IsWindows() && AttributesOf(full) is { } attributes && attributes.HasFlag(FileAttributes.ReparsePoint | FileAttributes.Directory))
                Directory.Delete(full, recursive: false);
            else
                File.Delete(full);
        });
    }

    public override void Rename(string name, string newName)
    {
        // A link to a directory is itself one to Windows, and directories are not replaced.
        if (Find(newName) is { Kind: ExistingKind.Link })
            Remove(newName);
        CheckWay();
        Do("what has its name cannot be replaced", () => File.Move(Full(name), Full(newName), overwrite: true));
    }

    public override void SetAttributes(EntryAttributes attributes, List<string> problems)
    {
        CheckWay();
        if (attributes.LastWriteTime is { } time)
            Attempt("the time", () => Directory.SetLastWriteTimeUtc(path, time.UtcDateTime), problems);
    }

    public override void SetEntryAttributes(string name, bool withMode, EntryAttributes attributes, List<string> problems)
    {
        // .NET would set the time of what the link points to.
    }

    /// <summary>Tries to keep something; where that fails, a phrase says so.</summary>
    public static void Attempt(string what, Action set, List<string> problems)
    {
        try
        {
            set();
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            problems.Add($"{what} could not be set: {e.Message.TrimEnd('.')}");
        }
    }

    private static bool Do(string what, Action work)
    {
        try
        {
            work();
            return true;
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            throw WindowsError.Of(what, e);
        }
    }

    private string Full(string name) => Path.Join(path, EntryName.Original(name));

    private bool IsFree(string name)
    {
        CheckWay();
        return Find(name) is null;
    }

    // The root may be reached by any link, as the user named it; so it has no parent and is not looked at.
    private void CheckWay()
    {
        if (parent is null)
            return;
        parent.CheckWay();
        string name = Path.GetFileName(path);
        FileAttributes attributes = AttributesOf(path) ?? throw new ImageException(ImageErrorId.DestinationChanged, $"the folder {name} is gone");
        if (KindOf(attributes) == ExistingKind.Link)
            throw new ImageException(ImageErrorId.DestinationLink, $"{name} is a link in the destination; nothing is written through it");
        if (KindOf(attributes) == ExistingKind.File)
            throw new ImageException(ImageErrorId.DestinationExists, $"a file has the name of the folder {name}");
    }

    private static ExistingKind KindOf(FileAttributes attributes) =>
        attributes.HasFlag(FileAttributes.ReparsePoint) ? ExistingKind.Link : attributes.HasFlag(FileAttributes.Directory) ? ExistingKind.Folder : ExistingKind.File;

    private static FileAttributes? AttributesOf(string full)
    {
        try
        {
            return File.GetAttributes(full);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (WindowsError.IsKnown(e))
        {
            throw WindowsError.Of("it cannot be looked at", e);
        }
    }

    private static FileIdentity IdentityOf(string full) => new(0, 0, full.ToUpperInvariant());
}
