using System.Globalization;

namespace PSLayers.Policy.Rules;

/// <summary>Some figure of the image is not above a limit.</summary>
/// <param name="key">The rule's key.</param>
/// <param name="what">What the figure counts.</param>
/// <param name="limit">The limit.</param>
/// <param name="figure">The figure.</param>
internal sealed class LimitRule(string key, string what, long limit, Func<PolicyRun, long> figure)
    : PolicyTest(string.Create(CultureInfo.InvariantCulture, $"has at most {limit} {what}"), key)
{
    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        long actual = figure(run);
        return actual <= limit ? PolicyFinding.Passed
            : new PolicyFinding(PolicyVerdict.Failed, string.Create(CultureInfo.InvariantCulture, $"expected at most {limit} {what} but it was {actual}"));
    }
}
