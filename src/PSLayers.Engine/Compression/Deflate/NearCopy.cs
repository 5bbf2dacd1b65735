using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace PSLayers.Compression.Deflate;

/// <summary>Matches that overlap their own output: a pattern of 1 to 15 bytes, repeated.</summary>
internal static class NearCopy
{
    /// <summary>For each distance d, from 16 d on: the indices 0 to d - 1, over and over. No distance is 0, so in its place stands,
    /// for each distance, its largest multiple that is at most 16.</summary>
    public static readonly byte[] Repetitions = MakeRepetitions();

    /// <summary>Writes the pattern before <paramref name="output"/> up to <paramref name="end"/> and less than 16 bytes beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Copy(byte* output, byte* end, uint distance, byte* repetitions)
    {
        var pattern = output - distance;
        if (Ssse3.IsSupported || AdvSimd.Arm64.IsSupported)
        {
            // What stands behind the pattern is old output, which the indices leave out.
            var repeated = Repeat(Vector128.Load(pattern), Vector128.Load(repetitions + distance * 16));
            var stride = repetitions[distance];
            do
            {
                repeated.Store(output);
                output += stride;
            }
            while (output < end);
            return;
        }
        while (output < end)
            *output++ = *pattern++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Repeat(Vector128<byte> pattern, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(pattern, indices) : AdvSimd.Arm64.VectorTableLookup(pattern, indices);

    private static byte[] MakeRepetitions()
    {
        var table = new byte[16 * 16];
        for (var distance = 1; distance < 16; distance++)
        {
            table[distance] = (byte)(16 - 16 % distance);
            for (var index = 0; index < 16; index++)
                table[distance * 16 + index] = (byte)(index % distance);
        }
        return table;
    }
}
