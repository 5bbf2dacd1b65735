using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using PSLayers.Secrets.Matching;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.UserRules;

/// <summary>Searches texts by rules that a user brings: where a text has one of a rule's words, its expression goes over it. For any thread.</summary>
internal sealed class UserRuleSearch
{
    private const int LongestLine = 1024;
    private const int LongestShown = 16;

    private readonly UserRule[] _rules;
    private readonly UserAllowance[] _allowed;
    private readonly SearchValues<string>? _keywords;
    private readonly Dictionary<char, List<(string Word, int Rule)>> _byFirst = [];

    /// <summary>Prepares a search.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="allowed">What is no finding of any rule.</param>
    public UserRuleSearch(IReadOnlyList<UserRule> rules, IReadOnlyList<UserAllowance> allowed)
    {
        (_rules, _allowed) = ([.. rules], [.. allowed]);
        string[] words = [.. rules.Where(rule => rule.Expression is not null).SelectMany(rule => rule.Keywords).Distinct(StringComparer.OrdinalIgnoreCase)];
        _keywords = words.Length == 0 ? null : SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
        for (int rule = 0; rule < _rules.Length; rule++)
        {
            foreach (string word in _rules[rule].Keywords)
            {
                char first = char.ToLowerInvariant(word[0]);
                if (!_byFirst.TryGetValue(first, out List<(string, int)>? several))
                    _byFirst.Add(first, several = []);
                several.Add((word, rule));
            }
        }
    }

    /// <summary>Whether there are any rules.</summary>
    public bool IsEmpty => _rules.Length == 0;

    /// <summary>Takes a file whose path alone is what a rule looks for.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="hits">Takes what is found.</param>
    public void SearchPath(string path, SecretHits hits)
    {
        foreach (UserRule rule in _rules)
        {
            if (rule is { Expression: null, Path: { } expression } && expression.IsMatch(path) && !IsAllowed(rule, path, path, path, path))
                hits.AddUser(rule.Id, [], 0, 0, "path");
        }
    }

    /// <summary>Searches a part of a text.</summary>
    /// <param name="text">The part, with what is around it.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="end">Where to end.</param>
    /// <param name="hits">Takes what is found.</param>
    public void Search(ReadOnlySpan<byte> text, int from, int end, SecretHits hits)
    {
        char[] characters = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            Span<char> window = characters.AsSpan(0, Encoding.Latin1.GetChars(text, characters));
            bool[] isWanted = Wanted(window);
            string? whole = null;
            for (int rule = 0; rule < _rules.Length; rule++)
            {
                if (isWanted[rule] && _rules[rule].Path?.IsMatch(hits.Path) != false)
                    Search(rule, whole ??= new string(window), text, from, end, hits);
            }
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters, clearArray: true);
        }
    }

    private bool[] Wanted(ReadOnlySpan<char> window)
    {
        bool[] isWanted = [.. _rules.Select(rule => rule is { Expression: not null, Keywords.Count: 0 })];
        int left = _rules.Count(rule => rule is { Expression: not null, Keywords.Count: > 0 });
        for (int at = 0; left > 0 && window[at..].IndexOfAny(_keywords!) is >= 0 and var next; at++)
        {
            at += next;
            foreach ((string word, int rule) in _byFirst.GetValueOrDefault(char.ToLowerInvariant(window[at])) ?? [])
            {
                if (isWanted[rule] || _rules[rule].Expression is null || !window[at..].StartsWith(word, StringComparison.OrdinalIgnoreCase))
                    continue;
                isWanted[rule] = true;
                left--;
            }
        }
        return isWanted;
    }

    private void Search(int number, string whole, ReadOnlySpan<byte> text, int from, int end, SecretHits hits)
    {
        UserRule rule = _rules[number];
        // What was found in the part before may go on in this one.
        int start = Math.Max(from, hits.ResumeAt(number));
        for (Match match = rule.Expression!.Match(whole, Math.Min(start, whole.Length)); match.Success && match.Index < end; match = match.NextMatch())
        {
            hits.Resume(number, match.Index + match.Length);
            Group secret = SecretOf(rule, match);
            if (secret.Length == 0 || Plausible.Entropy(text.Slice(secret.Index, secret.Length)) < rule.Entropy || IsAllowed(rule, hits.Path, secret.Value, match.Value, LineOf(whole, match)))
                continue;
            int shown = Math.Min(secret.Index - match.Index, LongestShown);
            hits.AddUser(rule.Id, text, secret.Index, secret.Length, whole.Substring(secret.Index - shown, shown));
        }
    }

    private bool IsAllowed(UserRule rule, string path, string secret, string match, string line) =>
        rule.Allowed.Concat(_allowed).Any(allowed => allowed.Holds(path, secret, match, line));

    private static Group SecretOf(UserRule rule, Match match)
    {
        if (rule.SecretGroup > 0)
            return match.Groups[rule.SecretGroup];
        for (int group = 1; group < match.Groups.Count; group++)
        {
            if (match.Groups[group].Length > 0)
                return match.Groups[group];
        }
        return match;
    }

    private static string LineOf(string text, Match match)
    {
        int first = Math.Max(0, match.Index - LongestLine);
        int start = text.AsSpan(first, match.Index - first).LastIndexOf('\n') is >= 0 and var before ? first + before + 1 : first;
        int behind = match.Index + match.Length;
        int length = Math.Min(LongestLine, text.Length - behind);
        int end = text.AsSpan(behind, length).IndexOf('\n') is >= 0 and var next ? behind + next : behind + length;
        return text[start..end];
    }
}
