namespace PSLayers.Bytes;

/// <summary>Names stored bytes so that another session can know them again.</summary>
/// <param name="Place">Where they are: full path of a file; empty where they are the same wherever they are.</param>
/// <param name="State">The state that the place was in; the digest of bytes that are the same wherever they are.</param>
/// <param name="Part">Which part of the place it is.</param>
internal sealed record StoredIdentity(string Place, string State, string Part = "")
{
    /// <summary>Part of what this names.</summary>
    public StoredIdentity Within(string part) => this with { Part = $"{part} {Part}" };

    /// <summary>All of it in one line.</summary>
    public override string ToString() => $"{Part}\n{State}\n{Place}";
}
