using System.Buffers;
using System.Security.Cryptography;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>The files of a package: names and directories apart, each file with the number of its directory, and digests, flags and states in the
/// same order.</summary>
internal static class RpmFiles
{
    private const int LargestDigest = SHA512.HashSizeInBytes;

    /// <summary>Takes from a header which files the package brought.</summary>
    /// <param name="header">The header.</param>
    /// <param name="package">Name of the package, safe to show.</param>
    /// <param name="file">The database.</param>
    /// <param name="owned">Is given the names.</param>
    /// <exception cref="Errors.ImageException">The databases name too many files.</exception>
    public static void Read(in RpmHeader header, string package, PackageFile file, OwnedFiles owned)
    {
        byte[] path = new byte[file.Limits.PathLength];
        List<Range> directories = Directories(header, file.Limits.OwnedFiles, out ReadOnlySpan<byte> names);
        HashAlgorithmName algorithm = Algorithm(header.Number(RpmTag.FileDigestAlgorithm));
        RpmNumbers places = header.Numbers(RpmTag.DirectoryIndexes), states = header.Numbers(RpmTag.FileStates);
        RpmTexts bases = header.Texts(RpmTag.BaseNames), digests = header.Texts(RpmTag.FileDigests);
        Span<byte> digest = stackalloc byte[LargestDigest];
        for (int i = 0; bases.Next(out ReadOnlySpan<byte> name); i++)
        {
            bool hasDigest = digests.Next(out ReadOnlySpan<byte> digits) && !digits.IsEmpty;
            // All but 0 are files that were left out, or are another package's by now.
            if ((states[i] ?? 0) != 0 || places[i] is not { } place || place >= directories.Count)
                continue;
            ReadOnlySpan<byte> directory = names[directories[(int)place]];
            if (directory.Length + name.Length > path.Length)
                continue;
            directory.CopyTo(path);
            name.CopyTo(path.AsSpan(directory.Length));
            int size = 0;
            hasDigest = hasDigest && algorithm.Name is not null && digits.Length <= 2 * LargestDigest
                && Convert.FromHexString(digits, digest, out _, out size) == OperationStatus.Done;
            owned.Add(package, path.AsSpan(0, directory.Length + name.Length), hasDigest ? algorithm : default, hasDigest ? digest[..size] : default);
        }
    }

    private static List<Range> Directories(in RpmHeader header, int most, out ReadOnlySpan<byte> names)
    {
        var directories = new List<Range>();
        RpmTexts texts = header.Texts(RpmTag.DirectoryNames);
        names = texts.Rest;
        for (int at = 0; directories.Count < most && texts.Next(out ReadOnlySpan<byte> name); at += name.Length + 1)
            directories.Add(at..(at + name.Length));
        return directories;
    }

    // Numbers of hash algorithms in OpenPGP (RFC 9580, 9.5); packages from before it was noted have MD5.
    private static HashAlgorithmName Algorithm(long? number) => number switch
    {
        null or 1 => HashAlgorithmName.MD5,
        2 => HashAlgorithmName.SHA1,
        8 => HashAlgorithmName.SHA256,
        9 => HashAlgorithmName.SHA384,
        10 => HashAlgorithmName.SHA512,
        _ => default,
    };
}
