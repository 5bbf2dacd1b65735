using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>One directory of the destination, open for writing into it. Every operation is about a name in this very directory: no name
/// has a separator in it, and no symbolic link is ever followed.</summary>
/// <remarks>What the system refuses is an <see cref="ImageException"/> without a member; who knows the item adds it.</remarks>
internal abstract class DestinationFolder : IDisposable
{
    /// <summary>Which directory this is.</summary>
    public abstract FileIdentity Identity { get; }

    /// <summary>Opens the folder that the user named, by whatever links it is reached.</summary>
    public static DestinationFolder OpenRoot(string path) => OperatingSystem.IsWindows() ? new Windows.WindowsFolder(path) : Unix.UnixFolder.OpenRoot(path);

    /// <summary>Opens this very directory once more, for another thread.</summary>
    public abstract DestinationFolder OpenAgain();

    /// <summary>What stands at a name; null for nothing.</summary>
    public abstract ExistingEntry? Find(string name);

    /// <summary>Opens a directory in this one.</summary>
    public abstract DestinationFolder OpenFolder(string name);

    /// <summary>Makes a directory that only its owner can use.</summary>
    /// <returns>Whether it was made; false where something has the name already.</returns>
    public abstract bool TryCreateFolder(string name);

    /// <summary>Makes an empty file that only its owner can use, and opens it for writing.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="length">How long it is going to be, in bytes; 0 where no room is to be set aside.</param>
    /// <returns>The file; null where something has the name already.</returns>
    public abstract DestinationFile? TryCreateFile(string name, long length);

    /// <summary>Makes a symbolic link.</summary>
    /// <returns>Whether it was made; false where something has the name already.</returns>
    public abstract bool TryCreateLink(string name, string target);

    /// <summary>Makes a further name for a file.</summary>
    /// <param name="name">The new name, in this directory.</param>
    /// <param name="folder">The directory that the file is in.</param>
    /// <param name="existing">Its name there.</param>
    public abstract HardLinkOutcome TryCreateHardLink(string name, DestinationFolder folder, string existing);

    /// <summary>Makes a device node or a named pipe.</summary>
    /// <returns>Whether it was made; false where something has the name already.</returns>
    public abstract bool TryCreateSpecial(string name, ExtractionItem item);

    /// <summary>Removes a file or a link, never a directory.</summary>
    public abstract void Remove(string name);

    /// <summary>Gives a file or a link of this directory another name, in one step in the place of what has that; never of a directory.</summary>
    public abstract void Rename(string name, string newName);

    /// <summary>Gives this directory its final owner, mode, attributes and time.</summary>
    /// <param name="attributes">What it is to be like.</param>
    /// <param name="problems">Gets a phrase for each thing that could not be kept.</param>
    public abstract void SetAttributes(EntryAttributes attributes, List<string> problems);

    /// <summary>Gives a link, a device node or a named pipe in this directory its final owner, mode and time.</summary>
    /// <param name="name">Name of the entry.</param>
    /// <param name="withMode">Whether it has a mode; links have none.</param>
    /// <param name="attributes">What it is to be like.</param>
    /// <param name="problems">Gets a phrase for each thing that could not be kept.</param>
    public abstract void SetEntryAttributes(string name, bool withMode, EntryAttributes attributes, List<string> problems);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the directory.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>What became of the wish for a hard link.</summary>
internal enum HardLinkOutcome
{
    /// <summary>The file has a further name.</summary>
    Linked,

    /// <summary>Something has the name already.</summary>
    Exists,

    /// <summary>The disk has no such links, or no more of them for this file.</summary>
    Impossible,
}
