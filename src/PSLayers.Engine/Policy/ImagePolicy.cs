using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Policy.DiveRules;
using PSLayers.Policy.Documents;
using PSLayers.Policy.StructureTests;

namespace PSLayers.Policy;

/// <summary>What an image has to be like: the tests of one file.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Tests">Its tests, in the order in which their results are given.</param>
internal sealed record ImagePolicy(string Name, IReadOnlyList<PolicyTest> Tests)
{
    private const string DiveName = ".dive-ci";

    /// <summary>Where the file is, as reports name it: a relative path with slashes, or just its name.</summary>
    public string Uri { get; init; } = Name;

    /// <summary>The endings of files whose form is known.</summary>
    private const string KnownForms = ".yaml, .yml or .json with the tests of container-structure-test, .dive-ci or .yaml with the rules of dive, .psd1";

    /// <summary>Reads a policy in a form of another tool; that of this module is read by PowerShell.</summary>
    /// <param name="name">Name of the file: its ending, and its keys, tell the form.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ImageException">It is no policy.</exception>
    public static ImagePolicy Read(string name, byte[] content, ReadLimits limits)
    {
        if (content.Length > limits.PolicySize)
            throw new ImageException(ImageErrorId.DocumentTooLarge, $"the policy has {content.Length} bytes, and at most {limits.PolicySize} are read (limit PolicySize)", name);
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return StructureTestReader.Read(PolicyJson.Read(name, content, limits));
        bool isDive = name.EndsWith(DiveName, StringComparison.OrdinalIgnoreCase);
        bool isYaml = name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        if (!isDive && !isYaml)
            throw PolicyDocument.Fault(name, null, $"the name does not tell the policy's form: {KnownForms}");
        PolicyDocument document = PolicyYaml.Read(name, content, limits);
        return isDive || Has(document, "rules") ? DiveRuleReader.Read(document)
            : Has(document, StructureTestReader.VersionKey) ? StructureTestReader.Read(document)
            : throw PolicyDocument.Fault(name, null, $"there is neither {StructureTestReader.VersionKey}, as in tests for container-structure-test, nor rules, as dive has them");
    }

    private static bool Has(PolicyDocument document, string key) => document.Root.Members.Any(member => member.Key.Text == key);
}
