namespace PSLayers.Layers;

/// <summary>Takes the fingerprint of each file of a layer that goes by.</summary>
/// <param name="kept">Where they are kept.</param>
internal sealed class FingerprintVisitor(FileFingerprints kept) : IContentVisitor
{
    private readonly ContentFingerprint _fingerprint = new();
    private readonly List<(int Row, UInt128 Value)> _found = [];
    private int _row;

    public bool Begin(int row, long size)
    {
        _fingerprint.Forget();
        _row = row;
        return size > 0;
    }

    public void Add(ReadOnlySpan<byte> data) => _fingerprint.Append(data);

    public void End() => _found.Add((_row, _fingerprint.Finish()));

    public void Dispose()
    {
        kept.Add(_found);
        _found.Clear();
    }
}
