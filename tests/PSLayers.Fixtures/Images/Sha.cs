using System.Security.Cryptography;

namespace PSLayers.Fixtures;

/// <summary>Digests as the field writes them.</summary>
public static class Sha
{
    /// <summary>"sha256:" and 64 hexadecimal digits in lower case.</summary>
    public static string Digest256(byte[] bytes) => "sha256:" + Hex256(bytes);

    /// <summary>"sha512:" and 128 hexadecimal digits in lower case.</summary>
    public static string Digest512(byte[] bytes) => "sha512:" + Convert.ToHexStringLower(SHA512.HashData(bytes));

    /// <summary>64 hexadecimal digits in lower case.</summary>
    public static string Hex256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>The digits of a digest, without the algorithm.</summary>
    public static string HexOf(string digest) => digest[(digest.IndexOf(':') + 1)..];
}
