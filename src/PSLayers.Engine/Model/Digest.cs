using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PSLayers.Model;

/// <summary>A digest as descriptors write it, <c>algorithm:hex</c>, checked character by character
/// (image-spec, descriptor.md, "Digests"), so that it can safely become part of a path.</summary>
internal readonly record struct Digest
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private Digest(string algorithm, string hex) => (Algorithm, Hex) = (algorithm, hex);

    /// <summary><c>sha256</c> or <c>sha512</c>, the registered algorithms.</summary>
    public string Algorithm { get; }

    /// <summary>The algorithm by its name in .NET; of no digest that of sha256.</summary>
    internal HashAlgorithmName AlgorithmName => Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;

    /// <summary>The digest itself: 64 or 128 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The first twelve digits of an id, as docker shows it; of something shorter, or no digest, all of it.</summary>
    [return: NotNullIfNotNull(nameof(id))]
    public static string? Shorten(string? id) => id?[(id.IndexOf(':', StringComparison.Ordinal) + 1)..] is { Length: > 12 } hex ? hex[..12] : id;

    /// <summary>Reads a digest; false for anything that is not exactly one.</summary>
    /// <param name="text">For example <c>sha256:6c3c624b58db…</c>.</param>
    /// <param name="digest">The digest, if it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null)
            return false;
        int length = text.StartsWith("sha256:", StringComparison.Ordinal) ? 64 : text.StartsWith("sha512:", StringComparison.Ordinal) ? 128 : -1;
        if (length < 0 || text.Length != 7 + length || text.AsSpan(7).ContainsAnyExcept(HexDigits))
            return false;
        digest = new Digest(text[..6], text[7..]);
        return true;
    }

    /// <summary>Whether a name is a bare sha256 in hexadecimal, as in the file names of docker archives.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> hex, out Digest digest) => TryParse($"sha256:{hex}", out digest);

    /// <summary>The sha256 digest of some bytes.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => new("sha256", Convert.ToHexString(SHA256.HashData(content)).ToLowerInvariant());

    /// <summary>A finished hash as a digest.</summary>
    /// <param name="algorithm">SHA-256 or SHA-512.</param>
    /// <param name="hash">What it gave.</param>
    internal static Digest FromHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> hash) =>
        new(algorithm == HashAlgorithmName.SHA512 ? "sha512" : "sha256", Convert.ToHexString(hash).ToLowerInvariant());

    /// <summary>Whether <paramref name="content"/> has this digest.</summary>
    public bool Matches(ReadOnlySpan<byte> content) =>
        Convert.FromHexString(Hex).AsSpan().SequenceEqual(Algorithm == "sha256" ? SHA256.HashData(content) : SHA512.HashData(content));

    /// <summary>The digest in its written form.</summary>
    public override string ToString() => $"{Algorithm}:{Hex}";
}
