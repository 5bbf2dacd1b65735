using System.Management.Automation.Runspaces;

namespace PSLayers.Provider;

/// <summary>The drives of a session, whatever scope each belongs to. Paths that name no drive of PowerShell's find theirs here by its root.</summary>
internal sealed class MountedViews
{
    private readonly List<ImageViewDrive> _drives = [];
    private bool _isWatching;

    /// <summary>A root for a new drive that no other drive of the session has. No path below a root starts with another root, for names do not
    /// have colons there.</summary>
    public string NewRoot(string name)
    {
        string root = name + ":";
        for (int number = 2; Find(root) is not null; number++)
            root = $"{name}#{number}:";
        return root;
    }

    /// <summary>The drive with a root; null for none.</summary>
    public ImageViewDrive? Find(string root)
    {
        lock (_drives)
            return _drives.Find(drive => string.Equals(drive.Root, root, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The drive that a path is on, by the parts of the path; null for none.</summary>
    public ImageViewDrive? DriveOf(string[] path) => path.Length == 0 ? null : Find(path[0]);

    /// <summary>Takes a drive in.</summary>
    public void Add(ImageViewDrive drive)
    {
        lock (_drives)
        {
            if (_drives.Exists(other => ReferenceEquals(other, drive)))
                return;
            _drives.Add(drive);
            // PowerShell tells providers when they are removed, but not when a runspace closes.
            if (!_isWatching && Runspace.DefaultRunspace is { } runspace)
            {
                _isWatching = true;
                runspace.StateChanged += CloseWithRunspace;
            }
        }
    }

    /// <summary>Closes a drive and forgets it.</summary>
    public void Remove(ImageViewDrive drive)
    {
        lock (_drives)
            _drives.RemoveAll(other => ReferenceEquals(other, drive));
        drive.Dispose();
    }

    /// <summary>Closes all drives.</summary>
    public void Clear()
    {
        ImageViewDrive[] drives;
        lock (_drives)
        {
            drives = [.. _drives];
            _drives.Clear();
        }
        foreach (ImageViewDrive drive in drives)
            drive.Dispose();
    }

    private void CloseWithRunspace(object? sender, RunspaceStateEventArgs change)
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            Clear();
    }
}
