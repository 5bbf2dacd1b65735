using System.Globalization;
using System.Text.RegularExpressions;
using PSLayers.Errors;
using Tomlyn;
using Tomlyn.Model;

namespace PSLayers.Secrets.UserRules;

/// <summary>Reads a user's rules in gitleaks' form (TOML: a table <c>rules</c> a rule, and what is allowed everywhere).</summary>
internal sealed class GitleaksRules
{
    private static readonly string[] KnownMembers = ["id", "description", "regex", "path", "keywords", "entropy", "secretGroup", "allowlist", "allowlists", "tags", "title", "rules", "minVersion"];
    private static readonly string[] AllowMembers = ["description", "regexes", "regexTarget", "paths", "stopwords", "condition", "id"];

    private readonly List<UserRule> _rules = [];
    private readonly List<string> _left = [];

    private GitleaksRules()
    {
    }

    /// <summary>The rules.</summary>
    public IReadOnlyList<UserRule> Rules => _rules;

    /// <summary>What is no finding of any rule.</summary>
    public IReadOnlyList<UserAllowance> Allowed { get; private set; } = [];

    /// <summary>What has no meaning here, each once.</summary>
    public IEnumerable<string> LeftOut => _left.Distinct(StringComparer.Ordinal);

    /// <summary>Reads rules.</summary>
    /// <param name="text">The text of the file.</param>
    /// <exception cref="ImageException">It is no such file, or a rule cannot be used.</exception>
    public static GitleaksRules Read(string text)
    {
        var read = new GitleaksRules();
        TomlTable table;
        try
        {
            table = TomlSerializer.Deserialize<TomlTable>(text)!;
        }
        catch (TomlException e)
        {
            throw Invalid($"the rules are no TOML: {e.Message.TrimEnd('.')}", e);
        }
        read.Tell(table, KnownMembers, "");
        read.Allowed = read.Allowances(table, "allowed everywhere");
        foreach (TomlTable rule in Tables(table, "rules"))
            read._rules.Add(read.Rule(rule, read._rules.Count + 1));
        if (read._rules.Count == 0)
            throw Invalid("there is no rule; each is a table [[rules]] with id, and regex or path");
        return read;
    }

    private UserRule Rule(TomlTable rule, int number)
    {
        string id = Text(rule, "id") ?? throw Invalid($"rule {number} has no id");
        Tell(rule, KnownMembers, $" of rule {id}");
        string? regex = Text(rule, "regex"), path = Text(rule, "path");
        if (regex is null && path is null)
            throw Invalid($"rule {id} has neither regex nor path");
        Regex? expression = regex is null ? null : Expression(regex, id);
        int group = (int)Number(rule, "secretGroup");
        if (expression is not null && group >= expression.GetGroupNumbers().Length)
            throw Invalid($"rule {id} names group {group} of an expression that has {expression.GetGroupNumbers().Length - 1}");
        return new UserRule
        {
            Id = id,
            Expression = expression,
            Path = path is null ? null : Expression(path, id),
            Keywords = [.. Texts(rule, "keywords").Where(word => word.Length > 0)],
            Entropy = Number(rule, "entropy"),
            SecretGroup = group,
            Allowed = Allowances(rule, id),
        };
    }

    private List<UserAllowance> Allowances(TomlTable table, string id)
    {
        var found = new List<UserAllowance>();
        foreach (TomlTable allowed in Tables(table, "allowlist").Concat(Tables(table, "allowlists")))
        {
            Tell(allowed, AllowMembers, $" of what rule {id} allows");
            found.Add(new UserAllowance
            {
                Expressions = [.. Texts(allowed, "regexes").Select(text => Expression(text, id))],
                Paths = [.. Texts(allowed, "paths").Select(text => Expression(text, id))],
                Words = Texts(allowed, "stopwords"),
                Target = Text(allowed, "regexTarget") ?? "secret",
                NeedsAll = Text(allowed, "condition") is { } condition && condition.Equals("AND", StringComparison.OrdinalIgnoreCase),
            });
        }
        return found;
    }

    // Without backtracking, whatever the expression; what that cannot do is refused.
    private static Regex Expression(string text, string id)
    {
        try
        {
            return new Regex(GoExpression.ToNet(text), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Invalid($"the expression of rule {id} cannot be used: {e.Message.TrimEnd('.')}", e);
        }
    }

    private void Tell(TomlTable table, string[] known, string where) =>
        _left.AddRange(table.Keys.Where(key => Array.IndexOf(known, key) < 0).Select(key => $"{key}{where}"));

    private static IEnumerable<TomlTable> Tables(TomlTable table, string name) => table.TryGetValue(name, out object? value)
        ? value switch { TomlTable one => [one], TomlTableArray several => several, TomlArray inline => inline.OfType<TomlTable>(), _ => [] }
        : [];

    private static string? Text(TomlTable table, string name) => table.TryGetValue(name, out object? value) ? value as string : null;

    private static List<string> Texts(TomlTable table, string name) => table.TryGetValue(name, out object? value) && value is TomlArray several ? [.. several.OfType<string>()] : [];

    private static double Number(TomlTable table, string name) => table.TryGetValue(name, out object? value) && value is long or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;

    private static ImageException Invalid(string why, Exception? inner = null) => new(ImageErrorId.SecretRulesInvalid, why, inner: inner);
}
