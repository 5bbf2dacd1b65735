using PSLayers.Secrets.Matching;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.UserRules;

namespace PSLayers.Secrets.Search;

/// <summary>Finds secrets by what they begin with, or have in them, and looks closely only there. For any thread.</summary>
internal sealed class SecretFinder
{
    private readonly AnchorSearch _anchors;
    private readonly List<Anchor> _owners = [];
    private readonly UserRuleSearch _userRules;

    /// <summary>Prepares a search.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="userRules">Rules that a user brings.</param>
    public SecretFinder(IReadOnlyList<SecretRule> rules, UserRuleSearch userRules)
    {
        _userRules = userRules;
        var words = new List<(uint Word, int Owner)>();
        foreach (SecretRule rule in rules)
        {
            SecretMatcher? matcher = rule.Matcher is null ? null : SecretMatchers.Named(rule.Matcher);
            foreach (Shape shape in rule.Shapes)
                Add(new Anchor(rule, shape, null, shape.Literal, AnchorWord.PlaceIn(shape.Literal)), shape.Next);
            foreach (byte[] anchor in rule.Anchors)
                Add(new Anchor(rule, null, matcher, anchor, AnchorWord.PlaceIn(anchor)), ByteClass.Named("dotted"));
        }
        _anchors = new AnchorSearch(words);

        void Add(Anchor anchor, ByteClass? next)
        {
            foreach (uint word in AnchorWord.Of(anchor.Literal, anchor.Offset, next))
                words.Add((word, _owners.Count));
            _owners.Add(anchor);
        }
    }

    /// <summary>Rules that a user brings.</summary>
    public UserRuleSearch UserRules => _userRules;

    /// <summary>Searches a part of a text.</summary>
    /// <param name="text">The part, with what is around it.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="end">Where to end.</param>
    /// <param name="hits">Takes what is found.</param>
    public void Search(ReadOnlySpan<byte> text, int from, int end, SecretHits hits)
    {
        for (int at = from; (at = _anchors.Find(text, at, end)) >= 0; at++)
        {
            foreach (int owner in _anchors.At(text, at))
            {
                Anchor anchor = _owners[owner];
                int start = at - anchor.Offset;
                if (start < 0 || !text[start..].StartsWith(anchor.Literal))
                    continue;
                if (anchor.Matcher is { } matcher)
                    matcher(anchor.Rule, text, start, hits);
                else
                    ShapeMatch.Find(anchor.Rule, anchor.Shape!, text, start, hits);
            }
        }
        if (!_userRules.IsEmpty)
            _userRules.Search(text, from, end, hits);
    }

    private sealed record Anchor(SecretRule Rule, Shape? Shape, SecretMatcher? Matcher, byte[] Literal, int Offset);
}
