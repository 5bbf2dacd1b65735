namespace PSLayers.Policy;

/// <summary>One test of a policy. It may be done on many images: what belongs to one is in the run.</summary>
/// <param name="name">Its name.</param>
/// <param name="kind">What it is about.</param>
internal abstract class PolicyTest(string name, string kind)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>What it is about.</summary>
    public string Kind => kind;

    /// <summary>Line of the policy's file that it begins in; null where its form does not tell.</summary>
    public int? Line { get; init; }

    /// <summary>The files whose content it wants to see. They are read in one pass with those of all other tests.</summary>
    public virtual IReadOnlyList<ContentQuestion> Ask(PolicyRun run) => [];

    /// <summary>Judges the image.</summary>
    /// <param name="run">The image.</param>
    /// <param name="asked">What <see cref="Ask"/> gave, answered by now.</param>
    public abstract PolicyFinding Judge(PolicyRun run, IReadOnlyList<ContentQuestion> asked);
}
