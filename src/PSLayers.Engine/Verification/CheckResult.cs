namespace PSLayers.Verification;

/// <summary>How a check came out.</summary>
public enum CheckResult
{
    /// <summary>What was found is what was expected.</summary>
    Passed,

    /// <summary>It is not, or could not be found.</summary>
    Failed,

    /// <summary>It was not looked at; the message says why.</summary>
    Skipped,
}
