using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Extraction;

/// <summary>Writes one item after the other. What this run made is known by its identity, so that two names which the disk takes for one
/// are found out, and links are made to nothing but files of this run.</summary>
internal sealed class EntryWriter(OpenFolders folders, CreatedEntries created, ExtractionOptions options, ReadMeter meter)
{
    private readonly ContentCopy _copy = new(meter);
    private readonly Dictionary<long, WrittenFile> _files = [];

    /// <summary>How many items had extended attributes that were left out.</summary>
    public int XattrsLeftOut { get; private set; }

    /// <summary>Writes an item.</summary>
    /// <returns>What became of it; an error that concerns this item alone is part of that.</returns>
    /// <exception cref="ImageException">The disk is full, or the archive is not the same any more: no further item can be written.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public ExtractionResult Write(ExtractionItem item)
    {
        var problems = new List<string>();
        try
        {
            if (Refusal(item) is { } refusal)
                return new ExtractionResult(item, IsWritten: false, null, [new ImageWarning(ImageErrorId.SpecialFileSkipped, $"{item.Path}: {refusal}.")]);
            SafeName.CheckPath(item.Path, options.Depth, OperatingSystem.IsWindows());
            SafeName.CheckLength(item.Path, options.PathLength);
            if (item.Type == EntryType.Directory)
                WriteFolder(item);
            else
                WriteEntry(item, problems);
            if (item.Xattrs is { Count: > 0 } && EntryAttributes.Of(item, options).Xattrs is null)
                XattrsLeftOut++;
            return new ExtractionResult(item, IsWritten: true, null, Warnings(item, problems));
        }
        catch (ImageException e)
        {
            // The archive itself is another one by now: that is about none of its files.
            if (e.ErrorId == ImageErrorId.ArchiveChanged)
                throw;
            var error = new ImageException(e.ErrorId, e.Member is null ? e.Reason : e.Message.TrimEnd('.'), item.Path, inner: e);
            return e.ErrorId is ImageErrorId.DiskFull or ImageErrorId.PathNotFound
                ? throw error
                : new ExtractionResult(item, IsWritten: false, error, []);
        }
    }

    /// <summary>Makes warnings of phrases.</summary>
    public static IReadOnlyList<ImageWarning> Warnings(ExtractionItem item, List<string> problems) =>
        problems.Count == 0 ? [] : [.. problems.Select(problem => new ImageWarning(ImageErrorId.AttributeSkipped, $"{item.Path}: {problem}."))];

    /// <summary>What of a whole run could not be kept.</summary>
    /// <param name="options">How it was written.</param>
    /// <param name="xattrsLeftOut">How many items had extended attributes that were left out.</param>
    public static IEnumerable<ImageWarning> Summary(ExtractionOptions options, int xattrsLeftOut)
    {
        if (options is { PreserveOwnership: true, IsPrivileged: false })
            yield return new ImageWarning(ImageErrorId.AttributeSkipped, "Owners are not kept: only root can give files away.");
        if (xattrsLeftOut > 0)
            yield return new ImageWarning(ImageErrorId.AttributeSkipped, $"Extended attributes of {xattrsLeftOut} entries are not kept: only root can set them, when it keeps owners too.");
    }

    // Why an item is left out although nothing is wrong with it.
    private string? Refusal(ExtractionItem item) => item.Type switch
    {
        EntryType.CharacterDevice or EntryType.BlockDevice or EntryType.Fifo when !options.IncludeSpecial => "a device or named pipe is not written unless asked for",
        EntryType.CharacterDevice or EntryType.BlockDevice or EntryType.Fifo when !options.IsPrivileged => "a device or named pipe is written by root only",
        EntryType.Whiteout or EntryType.OpaqueWhiteout or EntryType.Other => "it is of a kind that cannot be written to a disk",
        _ => null,
    };

    private void WriteFolder(ExtractionItem item)
    {
        (FolderNode node, _) = folders.Enter(item.Path);
        if (node.IsCreated)
            node.Item ??= item;
    }

    private void WriteEntry(ExtractionItem item, List<string> problems)
    {
        if (item.Path.Length == 0)
            throw new ImageException(ImageErrorId.UnsafeName, "only a directory can be the destination itself");
        int slash = item.Path.LastIndexOf('/');
        string name = item.Path[(slash + 1)..];
        (FolderNode node, DestinationFolder folder) = folders.Enter(item.Path.AsSpan(0, Math.Max(slash, 0)));
        var place = new WrittenFile(node, name, default);
        switch (item.Type)
        {
            case EntryType.SymbolicLink:
                WriteLink(item, folder, name, problems);
                break;
            case EntryType.CharacterDevice or EntryType.BlockDevice or EntryType.Fifo:
                Put(folder, name, at => folder.TryCreateSpecial(at, item));
                Remember(folder, name);
                folder.SetEntryAttributes(name, withMode: true, EntryAttributes.Of(item, options), problems);
                break;
            default:
                if (!TryLinkToFirst(item, folder, name))
                    WriteFile(item, folder, place, problems);
                break;
        }
    }

    private void WriteLink(ExtractionItem item, DestinationFolder folder, string name, List<string> problems)
    {
        string target = item.LinkTarget ?? "";
        if (target.Length == 0 || EntryName.Encode(target).Contains((byte)0))
            throw new ImageException(ImageErrorId.UnsafeName, "the target of a link is empty or has a NUL in it");
        Put(folder, name, at => folder.TryCreateLink(at, target));
        Remember(folder, name);
        folder.SetEntryAttributes(name, withMode: false, EntryAttributes.Of(item, options), problems);
    }

    private void WriteFile(ExtractionItem item, DestinationFolder folder, WrittenFile place, List<string> problems)
    {
        using Stream content = ContentCopy.Open(item);
        DestinationFile? made = null;
        string at = Place(folder, place.Name, at => (made = folder.TryCreateFile(at, item.IsSparse ? 0 : item.Length)) is not null);
        using DestinationFile file = made!;
        FileIdentity identity;
        try
        {
            _copy.Copy(item, content, file);
            file.Complete(EntryAttributes.Of(item, options), problems);
            file.Dispose();
            identity = Settle(folder, at, place.Name, file.Identity);
        }
        catch
        {
            file.Dispose();
            if (folder.Find(at)?.Identity == file.Identity)
                folder.Remove(at);
            throw;
        }
        created.Add(identity);
        if (item.Inode is { } inode)
            _files[inode] = place with { Identity = identity };
    }

    // Whether the item is a further name of a file that this run wrote, and is one on the disk now.
    private bool TryLinkToFirst(ExtractionItem item, DestinationFolder folder, string name)
    {
        if (item.Inode is not { } inode || !_files.TryGetValue(inode, out WrittenFile first))
            return false;
        HardLinkOutcome outcome = HardLinkOutcome.Impossible;
        folders.TryUse(first.Folder, source => Put(folder, name, at => (outcome = folder.TryCreateHardLink(at, source, first.Name)) != HardLinkOutcome.Exists));
        if (outcome != HardLinkOutcome.Linked)
            return false;
        // A disk gives the number of a removed file to the next one, so that what was put in its place may be called the same; no link is a file.
        if (folder.Find(name) is { Kind: ExistingKind.File } made && made.Identity == first.Identity)
            return true;
        // Somebody put something else in the place of ours; its further name must not stay.
        folder.Remove(name);
        return false;
    }

    // Makes an entry that is whole as soon as it is there.
    private void Put(DestinationFolder folder, string name, Func<string, bool> tryCreate)
    {
        string at = Place(folder, name, tryCreate);
        if (at == name || folder.Find(at) is not { } made)
            return;
        try
        {
            Settle(folder, at, name, made.Identity);
        }
        catch
        {
            folder.Remove(at);
            throw;
        }
    }

    // Makes an entry at a name; where something is there that may go, beside it, so that it goes only for what is whole. Says where.
    private string Place(DestinationFolder folder, string name, Func<string, bool> tryCreate)
    {
        if (tryCreate(name))
            return name;
        string at = name;
        if (folder.Find(name) is { } existing)
        {
            if (options.IsFresh || created.Contains(existing.Identity))
                throw new ImageException(ImageErrorId.NameCollision, "another entry of this run has the name on this disk");
            if (existing.Kind == ExistingKind.Folder)
                throw new ImageException(ImageErrorId.DestinationExists, "a folder has its name, and folders are not replaced");
            if (!options.Force)
                throw new ImageException(ImageErrorId.DestinationExists, "it exists already");
            at = $".{Guid.NewGuid():N}.new";
        }
        return tryCreate(at) ? at : throw new ImageException(ImageErrorId.DestinationExists, "it is there again each time it is removed");
    }

    // Gives what was made beside a name that name, and says what it is known by then.
    private static FileIdentity Settle(DestinationFolder folder, string at, string name, FileIdentity identity)
    {
        if (at == name)
            return identity;
        if (folder.Find(at)?.Identity != identity)
            throw new ImageException(ImageErrorId.DestinationChanged, "somebody put something else in its place while it was written");
        folder.Rename(at, name);
        // By its number it stays what it was; where the path stands for that, it is another now.
        return identity.Path is null ? identity : folder.Find(name)?.Identity ?? identity;
    }

    private void Remember(DestinationFolder folder, string name)
    {
        if (folder.Find(name) is { } made)
            created.Add(made.Identity);
    }

    private readonly record struct WrittenFile(FolderNode Folder, string Name, FileIdentity Identity);
}
