using System.Globalization;
using PSLayers.Policy.Documents;

namespace PSLayers.Policy.Rules;

/// <summary>Reads policies in this module's own form: a table of limits and lists, each a rule. A new rule is a class and a line here.</summary>
internal static class RuleReader
{
    /// <summary>Reads a policy.</summary>
    /// <param name="document">The table.</param>
    /// <param name="folder">The folder that paths in it start from.</param>
    /// <exception cref="Errors.ImageException">A key or a value has no meaning.</exception>
    public static ImagePolicy Read(PolicyDocument document, string folder)
    {
        var fields = new PolicyFields(document, document.Root, "a policy");
        var tests = new List<PolicyTest>();
        Add("NoRoot", key => fields.Flag(key) ? [new NoRootRule()] : []);
        bool hasAllowed = fields.Find("AllowedSecrets") is not null;
        Add("NoSecrets", key => fields.Flag(key) ? [new NoSecretsRule(hasAllowed ? NoSecretsRule.Allowed(Texts("AllowedSecrets"), folder) : [])] : []);
        if (hasAllowed && fields.Find("NoSecrets") is null)
            throw document.Fault(fields.Find("AllowedSecrets"), "AllowedSecrets makes sense together with NoSecrets only");
        Add("AllowedPorts", key => [new AllowedPortsRule(Texts(key))]);
        Add("RequiredLabels", key => Labels(key).Select(label => new RequiredLabelRule(label.Key, label.Value)));
        Add("AllowedSetuid", key => [new AllowedSetuidRule(Texts(key))]);
        Add("BaseImage", key => [new BaseImageRule(Texts(key), folder)]);
        Add("MaxSize", key => [new LimitRule(key, "bytes of files in all layers", Number(key), run => run.Layers.Aggregate(0L, (sum, layer) => Bytes.ByteSum.Add(sum, layer.Size ?? 0)))]);
        Add("MaxWastedSize", key => [new LimitRule(key, "bytes that no container sees", Number(key), run => run.HiddenSize)]);
        Add("MaxLayers", key => [new LimitRule(key, "layers", Number(key), run => run.Layers.Count)]);
        Add("MaxAgeDays", key => [new AgeRule(Number(key))]);
        Add("DeniedPackages", key => Texts(key).Select(text => new PackageRule(key, Wish(text, key), isWanted: false)));
        Add("RequiredPackages", key => Texts(key).Select(text => new PackageRule(key, Wish(text, key), isWanted: true)));
        fields.RefuseOthers();
        return new ImagePolicy(document.Name, tests);

        void Add(string key, Func<string, IEnumerable<PolicyTest>> rules)
        {
            if (fields.Find(key) is { Kind: not PolicyNodeKind.Nothing })
                tests.AddRange(rules(key));
        }

        // One text is as good as a list of one.
        IReadOnlyList<string> Texts(string key) => fields.Find(key) is { Kind: PolicyNodeKind.Scalar } one ? [one.Text] : fields.Texts(key);

        IEnumerable<(string Key, string? Value)> Labels(string key) => fields.Find(key) is { Kind: PolicyNodeKind.Map } map
            ? map.Members.Select(member => (member.Key.Text, (string?)member.Value.Text))
            : Texts(key).Select(label => (label, (string?)null));

        long Number(string key)
        {
            PolicyNode value = fields.Find(key)!;
            return value is { Kind: PolicyNodeKind.Scalar, IsQuoted: false } && long.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number
                : throw document.Fault(value, $"{key} is a whole number, as 20 or 300MB without quotes");
        }

        PackageWish Wish(string text, string key) =>
            PackageWish.Read(text) ?? throw document.Fault(fields.Find(key), $"{key} has '{text}': expected a name, or a name and a version such as 'openssl < 3.0.11'");
    }
}
