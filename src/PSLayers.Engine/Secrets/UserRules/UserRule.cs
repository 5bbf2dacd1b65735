using System.Text.RegularExpressions;

namespace PSLayers.Secrets.UserRules;

/// <summary>A rule that a user brings, as gitleaks has them.</summary>
internal sealed record UserRule
{
    /// <summary>Its id: the kind of what it finds.</summary>
    public required string Id { get; init; }

    /// <summary>What is searched for; null where the path alone counts.</summary>
    public Regex? Expression { get; init; }

    /// <summary>Paths of the files it is for; null for all.</summary>
    public Regex? Path { get; init; }

    /// <summary>Words of which a text must have one, in any case; none for every text.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Bits of information that a character of the secret must have, on average.</summary>
    public double Entropy { get; init; }

    /// <summary>Number of the group that is the secret; 0 for the first that has something, or all.</summary>
    public int SecretGroup { get; init; }

    /// <summary>What is none.</summary>
    public IReadOnlyList<UserAllowance> Allowed { get; init; } = [];
}

/// <summary>What is no finding, in a user's rules.</summary>
internal sealed record UserAllowance
{
    /// <summary>Expressions of which the target must match one.</summary>
    public IReadOnlyList<Regex> Expressions { get; init; } = [];

    /// <summary>Expressions of which the path must match one.</summary>
    public IReadOnlyList<Regex> Paths { get; init; } = [];

    /// <summary>Words of which the secret must have one, in any case.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What the expressions look at: <c>secret</c>, <c>match</c> or <c>line</c>.</summary>
    public string Target { get; init; } = "secret";

    /// <summary>Whether all of it must be so, not only one.</summary>
    public bool NeedsAll { get; init; }

    /// <summary>Whether it holds for a match.</summary>
    public bool Holds(string path, string secret, string match, string line)
    {
        string target = Target switch { "match" => match, "line" => line, _ => secret };
        List<bool> answers = [];
        if (Expressions.Count > 0)
            answers.Add(Expressions.Any(expression => expression.IsMatch(target)));
        if (Paths.Count > 0)
            answers.Add(Paths.Any(expression => expression.IsMatch(path)));
        if (Words.Count > 0)
            answers.Add(Words.Any(word => secret.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return answers.Count > 0 && (NeedsAll ? answers.TrueForAll(answer => answer) : answers.Contains(true));
    }
}
