using PSLayers.Text;

namespace PSLayers.Trees;

/// <summary>How names of one directory are compared: byte by byte, or on Windows without regard to case.</summary>
internal sealed class NameFolding
{
    private readonly bool _ignoresCase;

    private NameFolding(bool ignoresCase) => _ignoresCase = ignoresCase;

    /// <summary>Names differ if one byte does.</summary>
    public static NameFolding Exact { get; } = new(false);

    /// <summary>Capitals and small letters are the same.</summary>
    public static NameFolding IgnoreCase { get; } = new(true);

    /// <summary>The form of a name that is compared.</summary>
    public ReadOnlySpan<byte> Fold(ReadOnlySpan<byte> name) =>
        _ignoresCase ? EntryName.Encode(EntryName.Decode(name).ToUpperInvariant()) : name;

    /// <summary>Whether two names mean the same.</summary>
    public bool AreEqual(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) =>
        one.SequenceEqual(other) || (_ignoresCase && Fold(one).SequenceEqual(Fold(other)));
}
