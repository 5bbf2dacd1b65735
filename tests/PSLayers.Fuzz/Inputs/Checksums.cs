using System.Globalization;
using System.Text;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>Sets the checksums of headers right: no fuzzer would guess them, and behind them is what is to be tried.</summary>
internal static class Checksums
{
    private const int BlockSize = 512;
    private const int Place = 148;
    private const int Width = 8;

    /// <summary>A copy of a tar in which each block that may be a header has the checksum of its bytes.</summary>
    public static byte[] Mended(ReadOnlySpan<byte> tar)
    {
        byte[] mended = tar.ToArray();
        for (int at = 0; at + BlockSize <= mended.Length; at += BlockSize)
        {
            Span<byte> block = mended.AsSpan(at, BlockSize);
            if (!IsLikeHeader(block))
                continue;
            block.Slice(Place, Width).Fill((byte)' ');
            int sum = 0;
            foreach (byte value in block)
                sum += value;
            Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(block[Place..]);
        }
        return mended;
    }

    private static bool IsLikeHeader(ReadOnlySpan<byte> block) =>
        block.Slice(257, 5).SequenceEqual("ustar"u8) || int.TryParse(block.Slice(Place, 6), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
