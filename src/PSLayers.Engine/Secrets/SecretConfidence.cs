namespace PSLayers.Secrets;

/// <summary>How sure it is that something is a secret that works.</summary>
public enum SecretConfidence
{
    /// <summary>It has the look of one, but is encrypted, a hash, or where packages keep such things for their own tests.</summary>
    Low,

    /// <summary>Shape or place say so; nothing proves it.</summary>
    Medium,

    /// <summary>A checksum, a whole key, or shape and place together say so.</summary>
    High,
}
