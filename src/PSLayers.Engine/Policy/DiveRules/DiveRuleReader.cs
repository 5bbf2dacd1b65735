using PSLayers.Policy.Documents;
using static System.FormattableString;

namespace PSLayers.Policy.DiveRules;

/// <summary>Reads the rules that dive judges images by in CI (https://github.com/wagoodman/dive, cmd/dive/cli/internal/options): of the file
/// <c>.dive-ci</c>, or of dive's own configuration. A rule that is left out has dive's default.</summary>
internal static class DiveRuleReader
{
    private const string EfficiencyDefault = "0.9";
    private const string WastedBytesDefault = DiveThreshold.Disabled;
    private const string UserWastedDefault = "0.1";

    /// <summary>Reads the rules; what else is in the file is dive's, and passed over.</summary>
    /// <exception cref="Errors.ImageException">A rule's limit is none.</exception>
    public static ImagePolicy Read(PolicyDocument document)
    {
        var file = new PolicyFields(document with { IsStrict = false }, document.Root, "the file");
        PolicyNode? node = file.Find("rules");
        var fields = new PolicyFields(document, node ?? new PolicyNode(PolicyNodeKind.Nothing), "rules");
        // In the order of dive's report.
        return new ImagePolicy(document.Name,
        [
            Rule("highestUserWastedPercent", "highest-user-wasted-percent", UserWastedDefault, DiveThreshold.Part, (figures, limit) =>
                figures.UserWastedPercent > limit ? Invariant($"expected at most {limit} of the bytes above the base to be wasted but it was {figures.UserWastedPercent:0.####}") : null),
            Rule("highestWastedBytes", "highest-wasted-bytes", WastedBytesDefault, DiveThreshold.Bytes, (figures, limit) =>
                figures.WastedBytes > limit ? Invariant($"expected at most {limit} wasted bytes but there were {figures.WastedBytes}") : null),
            Rule("lowestEfficiency", "lowest-efficiency", EfficiencyDefault, DiveThreshold.Part, (figures, limit) =>
                figures.Efficiency < limit ? Invariant($"expected an efficiency of at least {limit} but it was {figures.Efficiency:0.####}") : null),
        ]);

        DiveRule Rule(string key, string otherKey, string ifAbsent, Func<string, double?> read, Func<Dive.DiveFigures, double, string?> judge)
        {
            // dive reads the first spelling last.
            PolicyNode? value = fields.Find(key) is { Kind: not PolicyNodeKind.Nothing } first ? first : fields.Find(otherKey);
            string text = value is null or { Kind: PolicyNodeKind.Nothing } ? ifAbsent : value.Text;
            if (DiveThreshold.IsDisabled(text))
                return new DiveRule(key, null, judge) { Line = value?.Line };
            double limit = read(text) ?? throw document.Fault(value, $"{key} is '{text}': expected {(read == DiveThreshold.Bytes ? "an amount such as 20MB" : "a number from 0 to 1")}, or {DiveThreshold.Disabled}");
            return new DiveRule(key, limit, judge) { Line = value?.Line };
        }
    }
}
