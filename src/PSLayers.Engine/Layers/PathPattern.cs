using System.Numerics;
using PSLayers.Errors;

namespace PSLayers.Layers;

/// <summary>A path in an image, or a pattern of paths. <c>*</c>, <c>?</c> and <c>[..]</c> stand for characters of one name, <c>**</c> for names, however
/// many or none. A pattern with a slash in front starts at the root; any other is found at every depth. What has no wildcards is one path,
/// from the root on.</summary>
/// <remarks>Who walks from directory to directory carries a set of places in the pattern, a bit each, so that no pattern takes more time than
/// the number of names times its own length.</remarks>
internal sealed class PathPattern
{
    private const int LargestCount = 62;

    private static readonly char[] Wildcards = ['*', '?', '['];

    private readonly NamePattern?[] _parts;
    private readonly ulong _anyNames;

    /// <summary>Reads a path or a pattern.</summary>
    /// <param name="text">The text.</param>
    /// <param name="ignoresCase">Whether capitals and small letters are the same.</param>
    /// <exception cref="ImageException">The pattern has too many names.</exception>
    public PathPattern(string text, bool ignoresCase)
    {
        bool isAnchored = text.StartsWith('/') || text.StartsWith("./", StringComparison.Ordinal);
        string[] names = [.. text.Split('/').Where(name => name is not ("" or "."))];
        NamePattern[] parts = [.. names.Select(name => new NamePattern(name, ignoresCase))];
        if (Array.TrueForAll(parts, part => part.Literal is not null))
        {
            Literal = "/" + string.Join('/', parts.Select(part => part.Literal));
            isAnchored = true;
        }
        var all = new List<NamePattern?>();
        if (!isAnchored)
            all.Add(null);
        for (int i = 0; i < parts.Length; i++)
        {
            if (names[i] != "**")
                all.Add(parts[i]);
            else if (all.Count == 0 || all[^1] is not null)
                all.Add(null);
        }
        // What is below a directory is not the directory itself.
        if (all.Count > 0 && all[^1] is null)
            all.Add(new NamePattern("*", ignoresCase));
        if (all.Count > LargestCount && Literal is null)
            throw new ImageException(ImageErrorId.CountLimit, $"a pattern of {all.Count} names; at most {LargestCount} are looked for");
        _parts = [.. all];
        for (int i = 0; i < _parts.Length && Literal is null; i++)
        {
            if (_parts[i] is null)
                _anyNames |= 1UL << i;
        }
    }

    /// <summary>The one path that is meant, with a slash in front, of what has no wildcards; null of a pattern.</summary>
    public string? Literal { get; }

    /// <summary>The places to start from, at the root.</summary>
    public ulong Start => Close(1);

    /// <summary>A path as it stands, whatever its characters mean elsewhere.</summary>
    public static PathPattern AsItStands(string path, bool ignoresCase) =>
        new(string.Concat(path.Select(c => c is '*' or '?' or '[' or '`' ? $"`{c}" : c.ToString())), ignoresCase);

    /// <summary>Whether a text has characters that may be wildcards, or take the meaning from one.</summary>
    public static bool MayBePattern(string text) => text.AsSpan().IndexOfAny(Wildcards) >= 0 || text.Contains('`', StringComparison.Ordinal);

    /// <summary>Goes on by one name of a path. Not for what has no wildcards.</summary>
    /// <param name="places">The places before.</param>
    /// <param name="name">The name.</param>
    /// <param name="named">Those of the new places that the name itself led to, not a <c>**</c> that stands for it.</param>
    public ulong Step(ulong places, ReadOnlySpan<char> name, out ulong named)
    {
        named = 0;
        for (ulong left = places & ~_anyNames & ~End; left != 0; left &= left - 1)
        {
            int place = BitOperations.TrailingZeroCount(left);
            if (_parts[place]!.Matches(name))
                named |= 1UL << (place + 1);
        }
        named = Close(named);
        return named | Close(places & _anyNames);
    }

    /// <summary>Whether a path that ends here is like the pattern.</summary>
    public bool IsMatch(ulong places) => (places & End) != 0;

    /// <summary>Whether there may be matches further below.</summary>
    public bool GoesOn(ulong places) => (places & ~End) != 0;

    /// <summary>The names that alone can follow, where no wildcard is next; null where any may.</summary>
    public IEnumerable<string>? NamesAfter(ulong places)
    {
        var names = new List<string>();
        for (ulong left = places & ~End; left != 0; left &= left - 1)
        {
            if (_parts[BitOperations.TrailingZeroCount(left)]?.Literal is not { } name)
                return null;
            names.Add(name);
        }
        return names;
    }

    /// <summary>Whether a path is meant.</summary>
    /// <param name="path">The path.</param>
    /// <param name="orBelow">Whether everything below such a path is meant as well.</param>
    public bool Matches(ReadOnlySpan<char> path, bool orBelow = false)
    {
        int place = 0;
        ulong places = Start;
        foreach (Range range in path.Split('/'))
        {
            ReadOnlySpan<char> name = path[range];
            if (name.IsEmpty)
                continue;
            if (Literal is null ? orBelow && IsMatch(places) : place == _parts.Length)
                return orBelow;
            if (Literal is not null && !_parts[place++]!.Matches(name))
                return false;
            if (Literal is null && (places = Step(places, name, out _)) == 0)
                return false;
        }
        return Literal is null ? IsMatch(places) : place == _parts.Length;
    }

    private ulong End => 1UL << _parts.Length;

    // A ** may stand for no name.
    private ulong Close(ulong places) => places | ((places & _anyNames) << 1);
}
