using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PSLayers.Errors;

namespace PSLayers.Editing.Adding;

/// <summary>Which files of a folder are left out, by the rules of <c>.dockerignore</c> (Docker's reference, "dockerignore file"): a pattern is about
/// whole paths from the folder's root, a slash in front makes no difference, <c>*</c> and <c>?</c> stay within a name, <c>**</c> goes across names,
/// and what is matched is matched with all that is below. Patterns with <c>!</c> take files back in; the last one that matches counts.</summary>
internal sealed class IgnoreRules
{
    private readonly List<Rule> _rules = [];

    /// <summary>No file is left out.</summary>
    public static IgnoreRules None { get; } = new([]);

    /// <summary>Reads patterns.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.ValueIgnored"/>: a pattern has no meaning.</exception>
    public IgnoreRules(IEnumerable<string> patterns)
    {
        foreach (string pattern in patterns)
        {
            if (pattern.Trim() is { Length: > 0 } text)
                _rules.Add(Rule.Of(text));
        }
        HasExceptions = _rules.Exists(rule => rule.IsException);
    }

    /// <summary>Whether files below a directory that is left out may be taken back in.</summary>
    public bool HasExceptions { get; }

    /// <summary>The patterns of a file: a line each, but for comments.</summary>
    public static IEnumerable<string> PatternsOf(string text) =>
        text.TrimStart('\uFEFF').Split('\n').Where(line => !line.StartsWith('#'));

    /// <summary>What the rules say of what is in the folder itself.</summary>
    public Matching Root => new(new bool[_rules.Count], IsIgnored: false);

    /// <summary>What the rules say of a path.</summary>
    /// <param name="path">The path from the folder's root, with slashes.</param>
    /// <param name="above">What they say of the directory that it is in.</param>
    public Matching Match(string path, Matching above)
    {
        var matched = new bool[_rules.Count];
        bool isIgnored = false;
        for (int i = 0; i < matched.Length; i++)
        {
            matched[i] = above.Rules[i] || _rules[i].Matches(path);
            if (matched[i])
                isIgnored = !_rules[i].IsException;
        }
        return new Matching(matched, isIgnored);
    }

    // Without dots, double slashes and a slash at the end.
    private static string Clean(string path)
    {
        bool isRooted = path.StartsWith('/');
        var names = new List<string>();
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == ".." && names is [.., not ".."])
                names.RemoveAt(names.Count - 1);
            else if (name != "." && (name != ".." || !isRooted))
                names.Add(name);
        }
        string clean = string.Join('/', names);
        return isRooted ? "/" + clean : clean.Length == 0 ? "." : clean;
    }

    /// <summary>What the rules say of one path.</summary>
    /// <param name="Rules">Which of them match it, or a directory above it.</param>
    /// <param name="IsIgnored">Whether it is left out.</param>
    internal readonly record struct Matching(bool[] Rules, bool IsIgnored);

    private sealed class Rule
    {
        private readonly Func<string, bool> _matches;

        private Rule(bool isException, Func<string, bool> matches) => (IsException, _matches) = (isException, matches);

        public bool IsException { get; }

        public bool Matches(string path) => _matches(path);

        public static Rule Of(string text)
        {
            bool isException = text[0] == '!';
            if (isException && text.Length == 1)
                throw new ImageException(ImageErrorId.ValueIgnored, "the pattern '!' takes nothing back in");
            // A slash in front means the folder's root, as everything does.
            string pattern = Clean(isException ? text[1..].Trim() : text);
            pattern = pattern.Length > 1 ? pattern.TrimStart('/') : pattern;
            return new Rule(isException, MatcherOf(pattern));
        }

        private static Func<string, bool> MatcherOf(string pattern)
        {
            if (pattern.AsSpan().IndexOfAny("*?[]\\") < 0)
                return path => path == pattern;
            // Two stars alone at one end are a question of how a path ends, or begins, whatever is in the names beside them.
            if (pattern.StartsWith("**", StringComparison.Ordinal) && pattern.AsSpan(2).IndexOfAny("*?[]\\") < 0)
                return Ending(pattern[2..]);
            if (pattern.EndsWith("**", StringComparison.Ordinal) && pattern.AsSpan(0, pattern.Length - 2).IndexOfAny("*?[]\\") < 0)
                return path => path.StartsWith(pattern[..^2], StringComparison.Ordinal);
            var expression = new Regex(ExpressionOf(pattern), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
            return expression.IsMatch;
        }

        private static Func<string, bool> Ending(string end) =>
            path => path.EndsWith(end, StringComparison.Ordinal) || (end.StartsWith('/') && path.AsSpan().SequenceEqual(end.AsSpan(1)));

        private static string ExpressionOf(string pattern)
        {
            var text = new StringBuilder(@"\A");
            for (int i = 0; i < pattern.Length; i++)
            {
                switch (pattern[i])
                {
                    case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                        i += i + 2 < pattern.Length && pattern[i + 2] == '/' ? 2 : 1;
                        text.Append(i + 1 == pattern.Length ? ".*" : "(?:.*/)?");
                        break;
                    case '*':
                        text.Append("[^/]*");
                        break;
                    case '?':
                        text.Append("(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|[^/])");
                        break;
                    case '[':
                        i = AppendClass(text, pattern, i);
                        break;
                    case '\\' when i + 1 < pattern.Length:
                        text.Append(Regex.Escape(pattern[++i].ToString()));
                        break;
                    case '\\':
                        throw Malformed(pattern);
                    default:
                        text.Append(Regex.Escape(pattern[i].ToString()));
                        break;
                }
            }
            return text.Append(@"\z").ToString();
        }

        // Letters and ranges of letters, after a caret all others. Each letter is written as what it is: some have a meaning to .NET.
        private static int AppendClass(StringBuilder text, string pattern, int start)
        {
            int at = start + 1;
            text.Append('[');
            if (at < pattern.Length && pattern[at] == '^')
            {
                text.Append('^');
                at++;
            }
            for (int first = at; at >= pattern.Length || pattern[at] != ']' || at == first;)
            {
                char from = Letter(pattern, ref at);
                char to = from;
                if (at + 1 < pattern.Length && pattern[at] == '-')
                {
                    at++;
                    to = Letter(pattern, ref at);
                }
                if (to < from)
                    throw Malformed(pattern);
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)from:X4}-\\u{(int)to:X4}");
            }
            text.Append(']');
            return at;
        }

        private static char Letter(string pattern, ref int at)
        {
            if (at >= pattern.Length || pattern[at] is '-' or ']')
                throw Malformed(pattern);
            if (pattern[at] == '\\' && ++at >= pattern.Length)
                throw Malformed(pattern);
            return pattern[at++];
        }

        private static ImageException Malformed(string pattern) =>
            new(ImageErrorId.ValueIgnored, $"the pattern '{pattern}' is malformed: a bracket, a range or a backslash has no end");
    }
}
