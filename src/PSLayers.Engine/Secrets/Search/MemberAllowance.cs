using PSLayers.Limits;

namespace PSLayers.Secrets.Search;

/// <summary>How much of what is compressed inside of files may still be decompressed. For any thread.</summary>
/// <param name="limits">The limits.</param>
internal sealed class MemberAllowance(ReadLimits limits)
{
    private long _bytes;

    /// <summary>Takes bytes that are decompressed, or came of it; whether there was room for them.</summary>
    public bool Take(long bytes) => Interlocked.Add(ref _bytes, bytes) <= limits.SecretExpansion;

    /// <summary>Whether there was no room.</summary>
    public bool IsSpent => Interlocked.Read(ref _bytes) > limits.SecretExpansion;
}
