namespace PSLayers.Layers;

/// <summary>Fingerprints of a layer's regular files, as far as they were computed: 16 bytes an entry. They mean something in this process only.</summary>
internal sealed class FileFingerprints
{
    private UInt128[] _values = [];

    /// <summary>About how many bytes of memory they take.</summary>
    public long Footprint => 16L * Volatile.Read(ref _values).Length;

    /// <summary>The fingerprint of a row's content; 0 where it is not known.</summary>
    public UInt128 this[int row]
    {
        get
        {
            lock (this)
                return row < _values.Length ? _values[row] : 0;
        }
    }

    /// <summary>Notes many fingerprints.</summary>
    /// <param name="found">Rows, and the fingerprints of their contents.</param>
    public void Add(List<(int Row, UInt128 Value)> found)
    {
        if (found.Count == 0)
            return;
        lock (this)
        {
            int last = found.Max(file => file.Row);
            if (last >= _values.Length)
                Array.Resize(ref _values, last + 1);
            foreach ((int row, UInt128 value) in found)
                _values[row] = value;
        }
    }
}
