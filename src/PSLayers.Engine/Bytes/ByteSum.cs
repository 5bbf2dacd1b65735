namespace PSLayers.Bytes;

/// <summary>Sums of sizes that archives claim: sparse files may have any size without having data for it, so a sum stops at the largest
/// number.</summary>
internal static class ByteSum
{
    /// <summary>The sum, or the largest number there is.</summary>
    public static long Add(long sum, long bytes) => bytes > long.MaxValue - sum ? long.MaxValue : sum + bytes;

    /// <summary>The difference, or the smallest number there is.</summary>
    /// <param name="sum">What is subtracted from.</param>
    /// <param name="bytes">What is subtracted; not negative.</param>
    public static long Subtract(long sum, long bytes) => sum < long.MinValue + bytes ? long.MinValue : sum - bytes;
}
