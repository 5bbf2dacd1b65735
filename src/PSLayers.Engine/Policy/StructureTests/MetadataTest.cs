using PSLayers.Model;

namespace PSLayers.Policy.StructureTests;

/// <summary>The test of what an image says of itself. All of it is one result.</summary>
internal sealed class MetadataTest() : PolicyTest("Metadata Test", "Metadata")
{
    /// <summary>Variables of the environment.</summary>
    public IReadOnlyList<ExpectedValue> Variables { get; init; } = [];

    /// <summary>Variables that are not to be there.</summary>
    public IReadOnlyList<ExpectedValue> UnboundVariables { get; init; } = [];

    /// <summary>Ports by number.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Ports that are not to be there.</summary>
    public IReadOnlyList<string> UnexposedPorts { get; init; } = [];

    /// <summary>The entrypoint's words; null for any, empty for none.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The command's words; null for any, empty for none.</summary>
    public IReadOnlyList<string>? Cmd { get; init; }

    /// <summary>The directory that it starts in; empty for any.</summary>
    public string WorkingDir { get; init; } = "";

    /// <summary>Volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Directories that are not to be volumes.</summary>
    public IReadOnlyList<string> UnmountedVolumes { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyList<ExpectedValue> Labels { get; init; } = [];

    /// <summary>The user; empty for any.</summary>
    public string User { get; init; } = "";

    /// <summary>Whether nothing is expected, so that it is no test.</summary>
    public bool IsEmpty => Variables.Count + UnboundVariables.Count + ExposedPorts.Count + UnexposedPorts.Count + Volumes.Count + UnmountedVolumes.Count + Labels.Count == 0
        && Entrypoint is null && Cmd is null && WorkingDir.Length == 0 && User.Length == 0;

    public override PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked)
    {
        List<string> senseless = [.. Senseless()];
        return PolicyFinding.Of(senseless.Count > 0 ? senseless : [.. Wrongs(run)]);
    }

    private IEnumerable<string> Senseless()
    {
        if (Variables.Any(variable => variable.Key.Length == 0))
            yield return "expected a key of each variable but one is empty";
        if (Labels.Any(label => label.Key.Length == 0))
            yield return "expected a key of each label but one is empty";
        if (ExposedPorts.Contains(""))
            yield return "expected a number of each port but one is empty";
        if (Volumes.Contains(""))
            yield return "expected a path of each volume but one is empty";
    }

    private IEnumerable<string> Wrongs(PolicyRun run)
    {
        ImageConfig config = run.Config;
        string[] ports = [.. config.ExposedPorts.Select(port => port.Split('/')[0])];
        return Variables.Select(variable => variable.WrongOf("variable", run.Environment.GetValueOrDefault(variable.Key)))
            .Concat(UnboundVariables.Select(variable => run.Environment.ContainsKey(variable.Key) ? $"expected no variable {variable.Key} but the image has it" : null))
            .Concat(Labels.Select(label => label.WrongOf("label", config.Labels.GetValueOrDefault(label.Key))))
            .Append(Wrong("command", Cmd, config.Cmd))
            .Append(Wrong("entrypoint", Entrypoint, config.Entrypoint))
            .Append(Wrong("working directory", WorkingDir, config.WorkingDir))
            .Append(Wrong("user", User, config.User))
            .Concat(ExposedPorts.Select(port => Array.IndexOf(ports, port) >= 0 ? null : $"expected the port {port} but the image exposes {List(ports)}{Hint(port)}"))
            .Concat(UnexposedPorts.Select(port => Array.IndexOf(ports, port) < 0 ? null : $"expected no port {port} but the image exposes it"))
            .Concat(Volumes.Select(volume => config.Volumes.Contains(volume) ? null : $"expected the volume {volume} but the image has {List(config.Volumes)}"))
            .Concat(UnmountedVolumes.Select(volume => config.Volumes.Contains(volume) ? $"expected no volume {volume} but the image has it" : null))
            .OfType<string>();
    }

    private static string? Wrong(string what, IReadOnlyList<string>? expected, IReadOnlyList<string> actual) =>
        expected is null || expected.SequenceEqual(actual) ? null : $"expected the {what} {List(expected)} but it was {List(actual)}";

    private static string? Wrong(string what, string expected, string? actual) =>
        expected.Length == 0 || expected == actual ? null : $"expected the {what} '{expected}' but it was '{actual}'";

    private static string List(IReadOnlyCollection<string> words) => words.Count == 0 ? "nothing" : $"[{string.Join(", ", words.Select(word => $"'{word}'"))}]";

    private static string Hint(string port) => port.Contains('/', StringComparison.Ordinal) ? " (ports are compared by number, without the protocol)" : "";
}
