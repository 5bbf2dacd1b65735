using PSLayers.Layers;

namespace PSLayers.Policy.Rules;

/// <summary>The image has a label.</summary>
/// <param name="label">Name of the label.</param>
/// <param name="value">What its value is like, with wildcards; null for any text.</param>
internal sealed class RequiredLabelRule(string label, string? value) : PolicyTest($"has the label {label}", "RequiredLabels")
{
    private readonly NamePattern? _pattern = value is null ? null : new NamePattern(value, ignoresCase: false);

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        string actual = run.Config.Labels.GetValueOrDefault(label) ?? "";
        return actual.Length == 0 ? new PolicyFinding(PolicyVerdict.Failed, $"expected the label {label} but the image has none")
            : _pattern?.Matches(actual) == false ? new PolicyFinding(PolicyVerdict.Failed, $"expected the label {label} to be '{value}' but it was '{actual}'")
            : PolicyFinding.Passed;
    }
}
