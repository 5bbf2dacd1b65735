using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Policy.Documents;

/// <summary>The values of a policy file, and how strictly they are read.</summary>
/// <param name="Name">Name of the file, for messages.</param>
/// <param name="Root">The whole.</param>
internal sealed record PolicyDocument(string Name, PolicyNode Root)
{
    /// <summary>Whether a key that means nothing, or that is there twice, is an error, as in YAML; else it is passed over, as in JSON.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>Whether capitals and small letters of keys are the same, as Go has it in JSON, and PowerShell everywhere.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>The error of a policy that cannot be used.</summary>
    /// <param name="node">Where; null for the file as a whole.</param>
    /// <param name="message">Why.</param>
    public ImageException Fault(PolicyNode? node, string message) => Fault(Name, node?.Line, message);

    /// <summary>The error of a policy that cannot be used.</summary>
    /// <param name="name">Name of the file.</param>
    /// <param name="line">Where.</param>
    /// <param name="message">Why.</param>
    public static ImageException Fault(string name, int? line, string message) =>
        new(ImageErrorId.PolicyInvalid, message, line is null ? name : $"{name}, line {line}");

    /// <summary>The error of a policy that is too large.</summary>
    public static ImageException TooLarge(string name, ReadLimits limits) =>
        new(ImageErrorId.DocumentTooLarge, $"the policy has more than {limits.PolicyValues} values (limit PolicyValues)", name);
}
