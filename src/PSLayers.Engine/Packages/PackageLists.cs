namespace PSLayers.Packages;

/// <summary>The files of one kind that say after a layer which packages are installed. Those of the highest rank count; one that says nothing is
/// below all that do.</summary>
internal sealed class PackageLists
{
    private readonly SortedDictionary<int, Dictionary<PackageManifest, PackageManifestState>> _byRank = [];
    private readonly Dictionary<PackageManifest, int> _ranks = [];
    private readonly HashSet<PackageManifest> _changed = [];
    private int? _rank;

    /// <summary>Whether there is no file.</summary>
    public bool IsEmpty => _ranks.Count == 0;

    /// <summary>Goes on to what a layer makes of a file.</summary>
    /// <param name="manifest">The file.</param>
    /// <param name="state">What is seen of it now.</param>
    /// <param name="saysNothing">Whether it lists no package.</param>
    public void Change(PackageManifest manifest, PackageManifestState state, bool saysNothing)
    {
        _changed.Add(manifest);
        if (_ranks.Remove(manifest, out int before) && _byRank[before].Remove(manifest) && _byRank[before].Count == 0)
            _byRank.Remove(before);
        if (state.Version < 0)
            return;
        int rank = saysNothing ? int.MinValue : manifest.Rank;
        _ranks.Add(manifest, rank);
        if (!_byRank.TryGetValue(rank, out Dictionary<PackageManifest, PackageManifestState>? equals))
            _byRank.Add(rank, equals = []);
        equals.Add(manifest, state);
    }

    /// <summary>Tells what is to be looked at again since the last time.</summary>
    /// <param name="changed">Takes the files whose packages are no longer as they were.</param>
    /// <returns>Those of them that count now, with what is seen of them.</returns>
    public List<(PackageManifest Manifest, PackageManifestState State)> Settle(HashSet<int> changed)
    {
        // The highest rank is the last one.
        int highest = _byRank.Count == 0 ? int.MinValue : _byRank.Keys.Last();
        if (_rank is { } lowered && lowered != highest && _byRank.TryGetValue(lowered, out Dictionary<PackageManifest, PackageManifestState>? others))
            _changed.UnionWith(others.Keys);
        Dictionary<PackageManifest, PackageManifestState> counting = _byRank.GetValueOrDefault(highest) ?? [];
        if (_rank != highest)
            _changed.UnionWith(counting.Keys);
        _rank = highest;
        changed.UnionWith(_changed.Select(manifest => manifest.Node));
        List<(PackageManifest, PackageManifestState)> now = [.. _changed.Where(counting.ContainsKey).Select(manifest => (manifest, counting[manifest]))];
        _changed.Clear();
        return now;
    }
}
