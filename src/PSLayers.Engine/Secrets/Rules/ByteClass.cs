using System.Buffers;
using System.Text;

namespace PSLayers.Secrets.Rules;

/// <summary>Sets of characters, by the names that shapes call them.</summary>
internal sealed class ByteClass
{
    private const string Digits = "0123456789";
    private const string Small = "abcdefghijklmnopqrstuvwxyz";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Base62 = Digits + Capitals + Small;

    private static readonly Dictionary<string, ByteClass> Known = new(StringComparer.Ordinal)
    {
        ["digit"] = new(Digits),
        ["hex"] = new(Digits + "abcdef"),
        ["alpha"] = new(Capitals + Small),
        ["capital36"] = new(Digits + Capitals),
        ["base32"] = new(Capitals + "234567"),
        ["base36"] = new(Digits + Small),
        ["base62"] = new(Base62),
        ["base64"] = new(Base62 + "+/"),
        ["word"] = new(Base62 + "_-"),
        ["dotted"] = new(Base62 + "_-.~"),
        ["cased"] = new(Base62 + "_-="),
    };

    private readonly bool[] _has = new bool[256];

    private ByteClass(string members)
    {
        Members = Encoding.ASCII.GetBytes(members);
        Values = SearchValues.Create(Members);
        foreach (byte member in Members)
            _has[member] = true;
    }

    /// <summary>All names.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>What names go on with: letters, digits and underscores.</summary>
    public static ByteClass Identifier { get; } = new(Base62 + "_");

    /// <summary>The members.</summary>
    public byte[] Members { get; }

    /// <summary>The members, to search for.</summary>
    public SearchValues<byte> Values { get; }

    /// <summary>A set by name.</summary>
    public static ByteClass Named(string name) => Known[name];

    /// <summary>Whether a character is in the set.</summary>
    public bool Has(byte value) => _has[value];

    /// <summary>How many characters of the set a text begins with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many are counted at most.</param>
    public int Leading(ReadOnlySpan<byte> text, int most)
    {
        text = text[..Math.Min(text.Length, most)];
        int end = text.IndexOfAnyExcept(Values);
        return end < 0 ? text.Length : end;
    }

    /// <summary>How many characters of the set a text ends with.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">How many are counted at most.</param>
    public int Trailing(ReadOnlySpan<byte> text, int most)
    {
        text = text[Math.Max(0, text.Length - most)..];
        return text.Length - 1 - text.LastIndexOfAnyExcept(Values);
    }
}
