using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace PSLayers.Compression.Deflate;

/// <content>Matches that overlap their own output: a pattern of 1 to 15 bytes, repeated.</content>
internal sealed partial class Inflater
{
    /// <summary>For each distance d, 16 indices: 0 to d - 1, over and over.</summary>
    private static readonly byte[] Repetitions = MakeRepetitions();

    /// <summary>Writes the pattern before <paramref name="output"/> up to <paramref name="end"/> and less than 16 bytes beyond.</summary>
    private static unsafe void CopyNear(byte* output, byte* end, uint distance)
    {
        var pattern = output - distance;
        if (distance == 1)
        {
            var run = Vector128.Create(*pattern);
            for (; output < end; output += 16)
                run.Store(output);
            return;
        }
        if (!Ssse3.IsSupported && !AdvSimd.Arm64.IsSupported)
        {
            while (output < end)
                *output++ = *pattern++;
            return;
        }

        // What stands behind the pattern is old output, which the indices leave out.
        fixed (byte* repetitions = Repetitions)
        {
            var indices = Vector128.Load(repetitions + distance * 16);
            var repeated = Repeat(Vector128.Load(pattern), indices);
            var stride = 16 - 16 % distance;
            for (; output < end; output += stride)
                repeated.Store(output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Repeat(Vector128<byte> pattern, Vector128<byte> indices) =>
        Ssse3.IsSupported ? Ssse3.Shuffle(pattern, indices) : AdvSimd.Arm64.VectorTableLookup(pattern, indices);

    private static byte[] MakeRepetitions()
    {
        var indices = new byte[16 * 16];
        for (var distance = 1; distance < 16; distance++)
        {
            for (var index = 0; index < 16; index++)
                indices[distance * 16 + index] = (byte)(index % distance);
        }
        return indices;
    }
}
