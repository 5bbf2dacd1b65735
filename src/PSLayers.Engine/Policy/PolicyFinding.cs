namespace PSLayers.Policy;

/// <summary>What came of a test.</summary>
/// <param name="Verdict">Whether the image is as the policy wants it.</param>
/// <param name="Message">What was expected and what was found.</param>
/// <param name="InnerPath">Path in the image that it is about.</param>
/// <param name="Layer">The layer that made it so.</param>
internal sealed record PolicyFinding(PolicyVerdict Verdict, string Message = "", string? InnerPath = null, int? Layer = null)
{
    /// <summary>All is well, and nothing more is to be said.</summary>
    public static PolicyFinding Passed { get; } = new(PolicyVerdict.Passed);

    /// <summary>The test was not done.</summary>
    public static PolicyFinding Skipped(string reason) => new(PolicyVerdict.Skipped, reason);

    /// <summary>Passed where nothing is wrong, else failed with all that is.</summary>
    public static PolicyFinding Of(IReadOnlyCollection<string> wrongs, string? path = null, int? layer = null) =>
        new(wrongs.Count == 0 ? PolicyVerdict.Passed : PolicyVerdict.Failed, string.Join("; ", wrongs), path, layer);
}
