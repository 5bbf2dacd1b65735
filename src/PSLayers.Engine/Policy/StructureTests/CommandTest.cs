namespace PSLayers.Policy.StructureTests;

/// <summary>A test that runs a command in a container: it is checked for sense, and left out.</summary>
/// <param name="name">Its name.</param>
/// <param name="wrong">Why it makes no sense; null where it does.</param>
internal sealed class CommandTest(string name, string? wrong) : PolicyTest(name, "Command")
{
    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked) =>
        wrong is null ? PolicyFinding.Skipped("it runs a command in a container, and here no image is run") : new PolicyFinding(PolicyVerdict.Failed, wrong);
}
