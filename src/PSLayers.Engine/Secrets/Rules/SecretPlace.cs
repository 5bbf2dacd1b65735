using System.Text;

namespace PSLayers.Secrets.Rules;

/// <summary>A file that by its name keeps secrets, and how they stand in it.</summary>
internal sealed record SecretPlace
{
    /// <summary>The rule that findings belong to.</summary>
    public required SecretRule Rule { get; init; }

    /// <summary>Ends of paths: names of directories and of the file, which may have stars.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How secrets stand in it.</summary>
    public required string Form { get; init; }

    /// <summary>The names of what is secret; a question mark for names that sound so.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Whether a file is such a place.</summary>
    /// <param name="directory">The directory that it is in, without slashes around it.</param>
    /// <param name="leaf">Its name.</param>
    public bool Has(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> leaf)
    {
        foreach ((byte[]? above, byte[] name) in _names ??= [.. Files.Select(Split)])
        {
            if (IsLike(name, leaf) && (above is null || (directory.EndsWith(above) && (directory.Length == above.Length || directory[^(above.Length + 1)] == '/'))))
                return true;
        }
        return false;
    }

    private (byte[]? Above, byte[] Name)[]? _names;

    private static (byte[]? Above, byte[] Name) Split(string file) => file.LastIndexOf('/') is >= 0 and var slash
        ? (Encoding.UTF8.GetBytes(file[..slash]), Encoding.UTF8.GetBytes(file[(slash + 1)..]))
        : (null, Encoding.UTF8.GetBytes(file));

    // A star in front, at the end or both stands for anything.
    private static bool IsLike(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        bool isOpenBefore = pattern[0] == '*', isOpenBehind = pattern[^1] == '*';
        ReadOnlySpan<byte> core = pattern.Trim((byte)'*');
        return (isOpenBefore, isOpenBehind) switch
        {
            (false, false) => name.SequenceEqual(core),
            (true, false) => name.EndsWith(core),
            (false, true) => name.StartsWith(core),
            _ => name.IndexOf(core) >= 0,
        };
    }
}
