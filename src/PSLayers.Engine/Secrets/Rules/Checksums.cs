using System.IO.Hashing;
using System.Text;

namespace PSLayers.Secrets.Rules;

/// <summary>The checksums that some makers of tokens put into them, so that a look-alike can be told.</summary>
internal static class Checksums
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int DigitCount = 6;
    private const int HexCount = 8;

    /// <summary>Whether a token's checksum is right.</summary>
    /// <param name="name">Name of the checksum.</param>
    /// <param name="token">The token.</param>
    public static bool IsRight(string name, ReadOnlySpan<byte> token) => token[^CountOf(name)..].SequenceEqual(Of(name, token[..^CountOf(name)]));

    /// <summary>The checksum that belongs behind the rest of a token.</summary>
    /// <param name="name">Name of the checksum: <c>crc32-base62</c> of all between the last underscore and it, six digits (GitHub, npm);
    /// <c>crc32-hex</c> of all before the last underscore, eight digits, lowest byte first (Grafana).</param>
    /// <param name="rest">The token without it.</param>
    public static byte[] Of(string name, ReadOnlySpan<byte> rest)
    {
        if (name == "crc32-hex")
            return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Crc32.Hash(rest[..^1])));
        uint left = Crc32.HashToUInt32(rest[(rest.LastIndexOf((byte)'_') + 1)..]);
        var digits = new byte[DigitCount];
        for (int i = DigitCount - 1; i >= 0; i--, left /= (uint)Digits.Length)
            digits[i] = (byte)Digits[(int)(left % (uint)Digits.Length)];
        return digits;
    }

    /// <summary>How many characters it has.</summary>
    public static int CountOf(string name) => name == "crc32-hex" ? HexCount : DigitCount;
}
