namespace PSLayers.Model;

/// <summary>What a manifest stands for.</summary>
public enum ImageKind
{
    /// <summary>A container image.</summary>
    Image,

    /// <summary>Provenance or a bill of materials that a builder attached to an image.</summary>
    Attestation,

    /// <summary>A signature of another manifest.</summary>
    Signature,

    /// <summary>Anything else that registries store in image form: charts, modules, policies.</summary>
    Artifact,
}
