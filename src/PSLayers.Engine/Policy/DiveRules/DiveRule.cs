using PSLayers.Dive;

namespace PSLayers.Policy.DiveRules;

/// <summary>A rule of dive's, with dive's figures.</summary>
/// <param name="name">Its key.</param>
/// <param name="limit">The limit; null where the rule is switched off.</param>
/// <param name="judge">What is wrong with the figures; null where nothing is.</param>
internal sealed class DiveRule(string name, double? limit, Func<DiveFigures, double, string?> judge) : PolicyTest(name, "Dive")
{
    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        if (limit is not { } most)
            return PolicyFinding.Skipped("the rule is switched off");
        if (run.Dive.Figures is not { } figures)
            throw run.Dive.Fault!;
        return judge(figures, most) is { } wrong ? new PolicyFinding(PolicyVerdict.Failed, wrong) : PolicyFinding.Passed;
    }
}
