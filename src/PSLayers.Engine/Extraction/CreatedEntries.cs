namespace PSLayers.Extraction;

/// <summary>Everything that one run made, by what it is known by on the disk. For any thread.</summary>
internal sealed class CreatedEntries
{
    private readonly HashSet<FileIdentity> _all = [];

    /// <summary>Notes what was made.</summary>
    public void Add(FileIdentity identity)
    {
        lock (_all)
            _all.Add(identity);
    }

    /// <summary>Whether something is of this run.</summary>
    public bool Contains(FileIdentity identity)
    {
        lock (_all)
            return _all.Contains(identity);
    }
}
