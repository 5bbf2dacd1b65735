using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Secrets.Places;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;
using PSLayers.Text;

namespace PSLayers.Secrets;

/// <summary>Searches the files of a layer as a pass over their bytes goes by.</summary>
internal sealed class SecretVisitor : IContentVisitor
{
    private const int NarrowSize = 16 << 10;

    private readonly FoundSecrets _found;
    private readonly LayerIndex _index;
    private readonly int _layer;
    private readonly ReadLimits _limits;
    private readonly SecretFinder _finder;
    private readonly SecretHits _hits;
    private readonly SecretScan _scan;
    private readonly MemberReading _members;
    private readonly GrowingBytes _place = new();
    private readonly GrowingBytes _member = new();
    private readonly byte[] _narrow = new byte[NarrowSize];
    private SecretPlace? _kind;
    private TextForm _form;
    private bool _isBegun, _isMember;
    private int _row;
    private long _size;
    private byte? _half;

    /// <summary>Prepares to search the files of a layer.</summary>
    /// <param name="found">Takes what is found.</param>
    /// <param name="index">The layer's entries.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public SecretVisitor(FoundSecrets found, LayerIndex index, int layer, CancellationToken cancellation)
    {
        (_found, _index, _layer, _limits, _finder) = (found, index, layer, found.Limits, found.Finder);
        _hits = new SecretHits(_limits.SecretsOfFile);
        _scan = new SecretScan(_finder, _hits);
        _members = new MemberReading(_scan, _hits, found.Allowance, cancellation);
    }

    public bool Begin(int row, long size)
    {
        (_row, _size, _isBegun, _half, _form, _isMember) = (row, size, false, null, TextForm.Bytes, false);
        ReadOnlySpan<byte> directory = _index.DirectoryPath(_index.Row(row).Directory), leaf = _index.Leaf(row);
        _kind = null;
        foreach (SecretPlace place in SecretRules.Default.Places)
        {
            if (place.Has(directory, leaf))
                _kind = place;
        }
        _place.Begin(_kind is null ? 0 : _limits.SecretDocument);
        _hits.Clear();
        _hits.BeginText();
        _hits.Path = _finder.UserRules.IsEmpty ? "" : _index.Path(row);
        _scan.Begin();
        return true;
    }

    public void Add(ReadOnlySpan<byte> data)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _form = TextForms.Of(data);
            _isMember = MemberReading.Knows(data);
            _member.Begin(_isMember && _size <= _limits.SecretMember ? _limits.SecretMember : 0);
        }
        if (_isMember)
            _member.Add(data);
        if (_form == TextForm.Bytes)
            Take(data);
        else
            Narrow(data);
    }

    public void End()
    {
        _scan.End();
        if (_kind is { } place)
        {
            _hits.BeginText();
            PlaceReading.Read(place, _place.Array.AsSpan(0, _place.Length), _hits);
            if (_place.IsCut)
                _found.NotWhole(_layer, _row, $"{nameof(_limits.SecretDocument)} of {_limits.SecretDocument} bytes");
        }
        if (_isMember && (_member.IsCut || !_members.Read(_member.Array, _member.Length, EntryName.Decode(_index.Leaf(_row)))))
            _found.NotWhole(_layer, _row, _member.IsCut ? $"{nameof(_limits.SecretMember)} of {_limits.SecretMember} bytes" : $"{nameof(_limits.SecretExpansion)} of {_limits.SecretExpansion} bytes");
        if (!_finder.UserRules.IsEmpty)
        {
            _hits.BeginText();
            _finder.UserRules.SearchPath(_hits.Path, _hits);
        }
        if (_hits.Kept.Count > 0)
            _found.Add(_layer, _row, _hits);
    }

    public void Dispose()
    {
        _scan.Dispose();
        _place.Dispose();
        _member.Dispose();
    }

    private void Take(ReadOnlySpan<byte> data)
    {
        if (_kind is not null)
            _place.Add(data);
        _scan.Add(data);
    }

    // A character may stand across two pieces.
    private void Narrow(ReadOnlySpan<byte> data)
    {
        if (_half is { } half)
        {
            Span<byte> one = stackalloc byte[1];
            TextForms.Narrow([half, data[0]], one, _form);
            Take(one);
            data = data[1..];
            _half = null;
        }
        for (; data.Length >= 2; data = data[Math.Min(data.Length & ~1, 2 * NarrowSize)..])
        {
            Span<byte> bytes = _narrow.AsSpan(0, Math.Min(data.Length / 2, NarrowSize));
            TextForms.Narrow(data, bytes, _form);
            Take(bytes);
        }
        if (data.Length == 1)
            _half = data[0];
    }
}
