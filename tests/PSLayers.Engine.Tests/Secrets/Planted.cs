using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PSLayers.Secrets.Rules;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Makes secrets that nobody ever had: the rules' own examples, filled with characters drawn from a fixed start, so that no file here has one.</summary>
internal static partial class Planted
{
    private static readonly Lazy<string> Key = new(() =>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    });

    /// <summary>A private key as text.</summary>
    public static string PrivateKey => Key.Value;

    /// <summary>All examples of a rule: texts that have the secret.</summary>
    public static IEnumerable<string> Of(SecretRule rule)
    {
        foreach (string shape in rule.Shapes.Select(shape => shape.Text))
        {
            yield return Token(rule, shape, longest: false);
            yield return Token(rule, shape, longest: true);
        }
        foreach (string example in rule.Examples)
            yield return Fill(example, longest: false, 7);
    }

    /// <summary>A token of a rule.</summary>
    public static string Token(SecretRule rule, string shape, bool longest, int seed = 1)
    {
        while (true)
        {
            string token = Fill(shape, longest, seed++);
            if (rule.Contains.Length > 0 && !token.Contains(Encoding.ASCII.GetString(rule.Contains), StringComparison.Ordinal))
                token = token[..^20] + Encoding.ASCII.GetString(rule.Contains) + token[^12..];
            if (rule.Checksum is not { } checksum)
                return token;
            string rest = token[..^Checksums.CountOf(checksum)];
            return rest + Encoding.ASCII.GetString(Checksums.Of(checksum, Encoding.ASCII.GetBytes(rest)));
        }
    }

    /// <summary>A token of the first shape of a kind.</summary>
    public static string Token(string kind, int seed = 1)
    {
        SecretRule rule = SecretRules.Default.Rules.First(rule => rule.Kind == kind);
        return Token(rule, rule.Shapes[0].Text, longest: false, seed);
    }

    /// <summary>A text with characters of sets in place of <c>{set:count}</c>.</summary>
    public static string Fill(string text, bool longest = false, int seed = 1)
    {
        var random = new Random(seed);
        return Part().Replace(text.Replace("{key}", PrivateKey, StringComparison.Ordinal), part =>
        {
            int count = int.Parse(longest && part.Groups[3].Length > 0 ? part.Groups[3].Value : part.Groups[2].Value, CultureInfo.InvariantCulture);
            byte[] members = ByteClass.Named(part.Groups[1].Value).Members;
            return string.Concat(Enumerable.Range(0, count).Select(_ => (char)members[random.Next(members.Length)]));
        });
    }

    [GeneratedRegex(@"\{(\w+):(\d+)(?:,(\d+))?\}")]
    private static partial Regex Part();
}
