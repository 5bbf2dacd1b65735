namespace PSLayers.Model;

/// <summary>How a container of the image is checked for health (docker's extension of the image config).</summary>
/// <param name="Test">The command, as docker writes it: <c>CMD-SHELL</c> or <c>CMD</c> and its words, or <c>NONE</c>.</param>
/// <param name="Interval">Time between checks; null where the runtime's default holds.</param>
/// <param name="Timeout">Time after which a check counts as failed; null where the runtime's default holds.</param>
/// <param name="StartPeriod">Time to start up, in which failures do not count; null where the runtime's default holds.</param>
/// <param name="Retries">Failures in a row that make a container unhealthy; null where the runtime's default holds.</param>
public sealed record Healthcheck(IReadOnlyList<string> Test, TimeSpan? Interval, TimeSpan? Timeout, TimeSpan? StartPeriod, int? Retries)
{
    /// <summary>What it is, and the command in one line.</summary>
    public override string ToString() => $"healthcheck: {string.Join(' ', Test)}";
}
