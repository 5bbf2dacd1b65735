using PSLayers.Secrets.Search;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.UserRules;

namespace PSLayers.Secrets;

/// <summary>What secrets are wanted, and what of them.</summary>
internal sealed record SecretOptions
{
    private static readonly Lazy<SecretFinder> Own = new(() => FinderOf(new UserRuleSearch([], [])));

    /// <summary>Knows what is searched for.</summary>
    public SecretFinder Finder { get; init; } = Own.Value;

    /// <summary>The layers whose files are searched; null for all, and what the image says of itself.</summary>
    public IReadOnlyCollection<int>? Layers { get; init; }

    /// <summary>Paths of the files that are searched, and patterns of paths; none for all, and what the image says of itself.</summary>
    public IReadOnlyList<string> InnerPaths { get; init; } = [];

    /// <summary>Whether a kind is wanted.</summary>
    public Func<string, bool> IsWanted { get; init; } = _ => true;

    /// <summary>Whether the secrets themselves are shown.</summary>
    public bool IncludesValue { get; init; }

    /// <summary>Whether files are shown that are as the system's packages brought them.</summary>
    public bool IncludesPackaged { get; init; }

    /// <summary>Fingerprints of what is known, and not shown.</summary>
    public IReadOnlySet<string> Allowed { get; init; } = new HashSet<string>();

    /// <summary>A search by the module's rules and those of a user.</summary>
    public static SecretFinder FinderOf(UserRuleSearch userRules) => new(SecretRules.Default.Rules, userRules);
}
