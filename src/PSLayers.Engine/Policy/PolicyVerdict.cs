namespace PSLayers.Policy;

/// <summary>What came of a test of a policy.</summary>
public enum PolicyVerdict
{
    /// <summary>The image is as the policy wants it.</summary>
    Passed,

    /// <summary>The image is not, or the test makes no sense.</summary>
    Failed,

    /// <summary>The test was not done: it is switched off, or needs a running container.</summary>
    Skipped,
}
