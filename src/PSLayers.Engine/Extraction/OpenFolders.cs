using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>The directories of a run: all of them as nodes, and open those from the root down to the one that is written into.</summary>
internal sealed class OpenFolders : IDisposable
{
    private readonly List<(FolderNode Node, DestinationFolder Folder)> _open = [];
    private readonly CreatedEntries _created;
    private string? _current;

    /// <summary>Starts at the root, which it takes over.</summary>
    /// <param name="root">The destination.</param>
    /// <param name="isCreated">Whether this run made it.</param>
    /// <param name="created">Everything that this run made; directories are added.</param>
    public OpenFolders(DestinationFolder root, bool isCreated, CreatedEntries created)
        : this(root, new FolderNode(null, "") { Identity = root.Identity, IsCreated = isCreated }, created)
    {
    }

    private OpenFolders(DestinationFolder root, FolderNode node, CreatedEntries created)
    {
        (_created, Root) = (created, node);
        _open.Add((Root, root));
    }

    /// <summary>The destination.</summary>
    public FolderNode Root { get; }

    /// <summary>The same directories for another thread, which opens them for itself.</summary>
    public OpenFolders ForAnotherThread() => new(_open[0].Folder.OpenAgain(), Root, _created);

    /// <summary>Opens a directory for writing, and makes it and its parents where they are not there yet. It stays open until another one is entered.</summary>
    /// <param name="path">Its path relative to the root, of names that were checked; empty for the root.</param>
    public (FolderNode Node, DestinationFolder Folder) Enter(ReadOnlySpan<char> path)
    {
        if (_current is not null && path.SequenceEqual(_current))
            return _open[^1];
        _current = null;
        int level = 1;
        for (ReadOnlySpan<char> rest = path; rest.Length > 0; level++)
        {
            int slash = rest.IndexOf('/');
            ReadOnlySpan<char> name = slash < 0 ? rest : rest[..slash];
            if (level >= _open.Count || !name.SequenceEqual(_open[level].Node.Name))
            {
                Close(level);
                Descend(name.ToString());
            }
            rest = slash < 0 ? [] : rest[(slash + 1)..];
        }
        Close(level);
        _current = path.ToString();
        return _open[^1];
    }

    /// <summary>Uses a directory of this run beside the one that is written into.</summary>
    /// <returns>Whether it is still there.</returns>
    public bool TryUse(FolderNode node, Action<DestinationFolder> use)
    {
        foreach ((FolderNode openNode, DestinationFolder openFolder) in _open)
        {
            if (openNode == node)
            {
                use(openFolder);
                return true;
            }
        }
        // The root is always open, so this one has a parent.
        DestinationFolder? found = null;
        if (!TryUse(node.Parent!, parent => found = TryOpenKnown(parent, node)) || found is not { } folder)
            return false;
        using (folder)
            use(folder);
        return true;
    }

    /// <summary>Visits the directories that this run made, the deepest first, and closes all.</summary>
    /// <param name="finish">Called with each; must not throw.</param>
    /// <param name="fail">Called with each that cannot be opened any more.</param>
    public void Finish(Action<FolderNode, DestinationFolder> finish, Action<FolderNode, ImageException> fail)
    {
        Close(1);
        Finish(_open[0].Node, _open[0].Folder, finish, fail);
    }

    public void Dispose() => Close(0);

    private static void Finish(FolderNode node, DestinationFolder folder, Action<FolderNode, DestinationFolder> finish, Action<FolderNode, ImageException> fail)
    {
        foreach (FolderNode child in node.Unfinished)
        {
            try
            {
                using DestinationFolder childFolder = OpenKnown(folder, child);
                Finish(child, childFolder, finish, fail);
            }
            catch (ImageException e)
            {
                fail(child, e);
            }
        }
        if (node.IsCreated)
            finish(node, folder);
    }

    // What was opened under a name once must still be the same directory: no link, and no other directory put in its place.
    private static DestinationFolder OpenKnown(DestinationFolder parent, FolderNode node)
    {
        DestinationFolder folder = parent.OpenFolder(node.Name);
        if (folder.Identity == node.Identity)
            return folder;
        folder.Dispose();
        throw new ImageException(ImageErrorId.DestinationChanged, $"the folder {node.Name} has become another one while files were written");
    }

    private static DestinationFolder? TryOpenKnown(DestinationFolder parent, FolderNode node)
    {
        try
        {
            return OpenKnown(parent, node);
        }
        catch (ImageException)
        {
            return null;
        }
    }

    private void Descend(string name)
    {
        (FolderNode parent, DestinationFolder parentFolder) = _open[^1];
        lock (parent)
            Descend(parent, parentFolder, name);
    }

    private void Descend(FolderNode parent, DestinationFolder parentFolder, string name)
    {
        if (parent.Child(name) is { } known)
        {
            _open.Add((known, OpenKnown(parentFolder, known)));
            return;
        }

        bool isCreated = parentFolder.TryCreateFolder(name);
        DestinationFolder folder = parentFolder.OpenFolder(name);
        if (!isCreated && _created.Contains(folder.Identity))
        {
            folder.Dispose();
            throw new ImageException(ImageErrorId.NameCollision, $"the folder {name} and one of this run are the same on this disk");
        }
        var node = new FolderNode(parent, name) { Identity = folder.Identity, IsCreated = isCreated };
        if (isCreated)
            _created.Add(folder.Identity);
        parent.Add(node);
        _open.Add((node, folder));
    }

    private void Close(int level)
    {
        while (_open.Count > level)
        {
            _open[^1].Folder.Dispose();
            _open.RemoveAt(_open.Count - 1);
        }
    }
}
