using System.Text;
using System.Text.Json;

namespace PSLayers.Secrets.Rules;

/// <summary>The rules that come with the module, from their one file.</summary>
internal sealed class SecretRules
{
    private const string File = "PSLayers.Secrets.Rules.rules.json";

    /// <summary>Kind of what a variable, label or argument has whose name sounds secret.</summary>
    public const string NamedKind = "named-secret";

    /// <summary>Kind of a private key that a password protects.</summary>
    public const string EncryptedKeyKind = "encrypted-private-key";

    /// <summary>Kind of a key of a cloud's service account.</summary>
    public const string ServiceAccountKind = "gcp-service-account";

    private static readonly Lazy<SecretRules> Loaded = new(Load);

    private SecretRules(IReadOnlyList<SecretRule> rules, IReadOnlyList<SecretPlace> places) => (Rules, Places) = (rules, places);

    /// <summary>The rules.</summary>
    public static SecretRules Default => Loaded.Value;

    /// <summary>What is searched for in all bytes.</summary>
    public IReadOnlyList<SecretRule> Rules { get; }

    /// <summary>Files that keep secrets by their names.</summary>
    public IReadOnlyList<SecretPlace> Places { get; }

    /// <summary>What a variable, label or argument has whose name sounds secret.</summary>
    public static SecretRule Named { get; } = new() { Kind = NamedKind, Confidence = SecretConfidence.Medium, ConfidenceInPackages = SecretConfidence.Low };

    /// <summary>All kinds.</summary>
    public IEnumerable<string> Kinds => Rules.Select(rule => rule.Kind).Concat(Places.Select(place => place.Rule.Kind))
        .Concat([NamedKind, EncryptedKeyKind, ServiceAccountKind]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static SecretRules Load()
    {
        using Stream stream = typeof(SecretRules).Assembly.GetManifestResourceStream(File)!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return new SecretRules(
            [.. document.RootElement.GetProperty("rules").EnumerateArray().Select(Rule)],
            [.. document.RootElement.GetProperty("places").EnumerateArray().Select(place => new SecretPlace
            {
                Rule = Rule(place),
                Files = Texts(place, "files"),
                Form = Text(place, "form")!,
                Keys = Texts(place, "keys"),
            })]);
    }

    private static SecretRule Rule(JsonElement rule)
    {
        var confidence = Enum.Parse<SecretConfidence>(Text(rule, "confidence")!);
        return new SecretRule
        {
            Kind = Text(rule, "kind")!,
            Confidence = confidence,
            ConfidenceInPackages = Text(rule, "inPackages") is { } lower ? Enum.Parse<SecretConfidence>(lower) : confidence,
            Shapes = [.. Texts(rule, "shapes").Select(shape => new Shape(shape))],
            Checksum = Text(rule, "checksum"),
            Contains = Encoding.ASCII.GetBytes(Text(rule, "contains") ?? ""),
            Entropy = rule.TryGetProperty("entropy", out JsonElement entropy) ? entropy.GetDouble() : 0,
            Matcher = Text(rule, "matcher"),
            Anchors = [.. Texts(rule, "anchors").Select(Encoding.ASCII.GetBytes)],
            Examples = Texts(rule, "examples"),
        };
    }

    private static string? Text(JsonElement rule, string name) => rule.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static List<string> Texts(JsonElement rule, string name) =>
        rule.TryGetProperty(name, out JsonElement values) ? [.. values.EnumerateArray().Select(value => value.GetString()!)] : [];
}
