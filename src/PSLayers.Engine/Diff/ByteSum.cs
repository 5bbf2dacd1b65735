namespace PSLayers.Diff;

/// <summary>Sums of file sizes. Sparse files may claim any size without having data for it, so a sum stops at the largest number.</summary>
internal static class ByteSum
{
    public static long Add(long sum, long bytes) => bytes > long.MaxValue - sum ? long.MaxValue : sum + bytes;
}
