using System.Globalization;

namespace PSLayers.Policy.Rules;

/// <summary>The image was made not long ago, as it says itself.</summary>
/// <param name="days">How many days ago at most.</param>
internal sealed class AgeRule(long days) : PolicyTest(string.Create(CultureInfo.InvariantCulture, $"is at most {days} days old"), "MaxAgeDays")
{
    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        if (run.Image.Image.Created is not { } created)
            return new PolicyFinding(PolicyVerdict.Failed, "expected a time but the image does not say when it was made");
        double age = (run.Now - created).TotalDays;
        return age <= days ? PolicyFinding.Passed
            : new PolicyFinding(PolicyVerdict.Failed, string.Create(CultureInfo.InvariantCulture, $"expected at most {days} days but it was made {age:0} days ago, on {created:yyyy-MM-dd}"));
    }
}
