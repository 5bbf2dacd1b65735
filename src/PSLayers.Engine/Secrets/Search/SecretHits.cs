using System.Text;
using PSLayers.Secrets.Rules;

namespace PSLayers.Secrets.Search;

/// <summary>Collects what is found in one text, each secret once, at its first line.</summary>
/// <param name="limit">How many are kept.</param>
internal sealed class SecretHits(int limit)
{
    // Of a token's own characters at most a quarter is shown, and of a long one no more than this.
    private const int Share = 4;
    private const int LongestShown = 24;

    private readonly Dictionary<string, int> _known = new(StringComparer.Ordinal);
    private readonly List<SecretHit> _kept = [];
    private readonly Dictionary<int, int> _resume = [];
    private int _lineAt;
    private long _line;

    /// <summary>What was found.</summary>
    public IReadOnlyList<SecretHit> Kept => _kept;

    /// <summary>How many more there were than are kept, one and the same counting each time.</summary>
    public long LeftOut { get; private set; }

    /// <summary>Path of the file; empty where there is none, or nobody asks for it.</summary>
    public string Path { get; set; } = "";

    /// <summary>Name of the compressed file that is searched; null for none.</summary>
    public string? Member { get; private set; }

    /// <summary>Begins a text.</summary>
    /// <param name="member">Name of the compressed file that it is in; null for none.</param>
    public void BeginText(string? member = null)
    {
        (Member, _lineAt, _line) = (member, 0, 0);
        _resume.Clear();
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _known.Clear();
        _kept.Clear();
        LeftOut = 0;
    }

    /// <summary>The part of the text that is looked at moves on.</summary>
    /// <param name="text">The part as it was.</param>
    /// <param name="by">How many bytes of its front go.</param>
    public void Slide(ReadOnlySpan<byte> text, int by)
    {
        LineAt(text, by);
        _lineAt = 0;
        foreach (int rule in _resume.Keys)
            _resume[rule] -= by;
    }

    /// <summary>Where a user's rule goes on in what is looked at.</summary>
    public int ResumeAt(int rule) => _resume.GetValueOrDefault(rule);

    /// <summary>Notes where a user's rule goes on.</summary>
    public void Resume(int rule, int at) => _resume[rule] = at;

    /// <summary>Takes what a user's rule found.</summary>
    public void AddUser(string kind, ReadOnlySpan<byte> text, int start, int length, string before) =>
        Add(kind, SecretConfidence.Medium, SecretConfidence.Medium, text, start, length, before, "");

    /// <summary>Takes a token, of which a few characters may be shown.</summary>
    public void AddToken(SecretRule rule, SecretConfidence confidence, ReadOnlySpan<byte> text, int start, int length, int prefix)
    {
        int shown = Math.Min(Math.Min(length / Share, prefix), LongestShown);
        Add(rule.Kind, confidence, Lower(rule, confidence), text, start, length, Encoding.Latin1.GetString(text.Slice(start, shown)), "");
    }

    /// <summary>Takes a secret of which nothing is shown but what stands around it.</summary>
    public void Add(SecretRule rule, SecretConfidence confidence, ReadOnlySpan<byte> text, int start, int length, string before, string behind = "") =>
        Add(rule.Kind, confidence, Lower(rule, confidence), text, start, length, before, behind);

    /// <summary>Takes a secret of any kind.</summary>
    public void Add(string kind, SecretConfidence confidence, SecretConfidence inPackages, ReadOnlySpan<byte> text, int start, int length, string before, string behind)
    {
        string value = Encoding.Latin1.GetString(text.Slice(start, length));
        if (_known.TryGetValue(value, out int known))
        {
            // The same secret by another rule: the surer one counts.
            if (_kept[known].Member == Member && _kept[known].Confidence < confidence)
                _kept[known] = _kept[known] with { Kind = kind, Confidence = confidence, ConfidenceInPackages = inPackages, Match = $"{before}…{behind}" };
            return;
        }
        if (_kept.Count >= limit)
        {
            LeftOut++;
            return;
        }
        _known.Add(value, _kept.Count);
        _kept.Add(new SecretHit(kind, confidence, inPackages, LineAt(text, start) + 1, value, $"{before}…{behind}", Member));
    }

    private static SecretConfidence Lower(SecretRule rule, SecretConfidence confidence) => rule.ConfidenceInPackages < confidence ? rule.ConfidenceInPackages : confidence;

    // Lines are counted up to what was found, and not again.
    private long LineAt(ReadOnlySpan<byte> text, int at)
    {
        _line += at >= _lineAt ? text[_lineAt..at].Count((byte)'\n') : -text[at.._lineAt].Count((byte)'\n');
        _lineAt = at;
        return _line;
    }
}
