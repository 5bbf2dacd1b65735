namespace PSLayers.Policy.Rules;

/// <summary>No other ports are exposed than some.</summary>
/// <param name="allowed">The ports; without a protocol they are of tcp.</param>
internal sealed class AllowedPortsRule(IEnumerable<string> allowed) : PolicyTest("exposes allowed ports only", "AllowedPorts")
{
    private readonly HashSet<string> _allowed = [.. allowed.Select(Full)];

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked) =>
        PolicyFinding.Of([.. run.Config.ExposedPorts.Select(Full).Where(port => !_allowed.Contains(port)).Select(port => $"expected no port {port} but the image exposes it")]);

    private static string Full(string port) => port.Contains('/', StringComparison.Ordinal) ? port.ToLowerInvariant() : $"{port}/tcp";
}
