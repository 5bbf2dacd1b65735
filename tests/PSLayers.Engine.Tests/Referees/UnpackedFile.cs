using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>One file of a file system, unpacked or shown; null stands for what is not to be compared.</summary>
/// <param name="Type">As <c>find</c> writes it.</param>
/// <param name="Mode">The lower twelve bits; links have none.</param>
/// <param name="Owner">The owner's numbers.</param>
/// <param name="Target">What a symbolic link leads to.</param>
/// <param name="Content">Size and digest of a file.</param>
/// <param name="Time">Ticks since 1970. Directories have none here: what is unpacked into them changes it.</param>
internal sealed record UnpackedFile(char Type, int? Mode, string? Owner, string? Target, string? Content, long? Time)
{
    // What 32 bits of an owner, and the common file systems' times, can hold.
    private const long GreatestOwner = uint.MaxValue - 1;
    private const long FirstTime = int.MinValue;
    private const long LastTime = 1L << 33;

    /// <summary>This file without what another has not.</summary>
    public UnpackedFile AsFarAs(UnpackedFile other) => this with
    {
        // Where devices cannot be made, umoci makes empty files that nobody may read.
        Type = Type == 'f' && Mode == 0 && other.Type is 'c' or 'b' ? other.Type : Type,
        Content = other.Type is 'c' or 'b' ? null : Content,
        Mode = other.Mode is null ? null : Type == 'f' && Mode == 0 && other.Type is 'c' or 'b' ? other.Mode : Mode,
        Owner = other.Owner is null ? null : Owner,
        Time = other.Time is null ? null : Time,
    };

    /// <summary>The files of a folder, by path.</summary>
    public static Dictionary<string, UnpackedFile> OfFolder(string root)
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Lines(CommandLine.Run("find", root, "-type", "f", "-exec", "sha256sum", "-z", "{}", "+")))
            digests[line[(66 + root.Length)..]] = line[..64].ToUpperInvariant();
        var files = new Dictionary<string, UnpackedFile>(StringComparer.Ordinal);
        foreach (string line in Lines(CommandLine.Run("find", root, "-mindepth", "1", "-printf", @"%y\t%m\t%U:%G\t%s\t%T@\t%P\t%l\0")))
        {
            string[] parts = line.Split('\t', 6);
            char type = parts[0][0];
            // A target may have tabs, and so may a path: what the link is behind it tells.
            string target = type == 'l' ? parts[5][(parts[5].Length - (int)long.Parse(parts[3], CultureInfo.InvariantCulture))..] : "";
            string path = "/" + parts[5][..^(target.Length + 1)];
            files[Shown(path)] = new UnpackedFile(type, type == 'l' ? null : Convert.ToInt32(parts[1], 8), Umoci.KeepsOwners ? parts[2] : null,
                type == 'l' ? Shown(target) : null, type == 'f' ? $"{parts[3]} {digests[path]}" : null,
                type == 'd' ? null : TicksOf(parts[4]));
        }
        return files;
    }

    // Whole seconds, rounded down, and nanoseconds to add to them, before 1970 too.
    private static long TicksOf(string time)
    {
        int dot = time.IndexOf('.');
        return long.Parse(time[..dot], CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond + long.Parse(time[(dot + 1)..(dot + 8)], CultureInfo.InvariantCulture);
    }

    /// <summary>The files of an image's topmost view, by path.</summary>
    public static Dictionary<string, UnpackedFile> OfView(LayeredImage image)
    {
        using var reader = new ContentReader(image);
        TreeView view = image.Tree.TopView;
        var files = new Dictionary<string, UnpackedFile>(StringComparer.Ordinal);
        foreach (ViewNode node in view.Descendants(view.Root))
        {
            // A further name of a file has its owner, mode and time, as on a disk.
            ImageFile file = new(image, node.Node, node.Version, image.Entry(LinkResolver.Content(image.Tree, node.Version, image.Limits)));
            Facts facts = Facts.Of(image, node.Version);
            char type = file.Type switch
            {
                EntryType.Directory => 'd',
                EntryType.SymbolicLink => 'l',
                EntryType.File => 'f',
                EntryType.CharacterDevice => 'c',
                EntryType.BlockDevice => 'b',
                EntryType.Fifo => 'p',
                _ => '?',
            };
            using Stream? content = type == 'f' ? reader.Open(facts.Content.Layer, facts.Content.Row) : null;
            // Directories that no layer lists have the mode and the group that the system gives them.
            bool isListed = file.RawName is not null;
            bool hasOwner = isListed && Umoci.KeepsOwners && file.Uid is >= 0 and <= GreatestOwner && file.Gid is >= 0 and <= GreatestOwner;
            long time = (file.LastWriteTime - DateTimeOffset.UnixEpoch).Ticks;
            files[file.InnerPath] = new UnpackedFile(type, type == 'l' || !isListed ? null : file.Mode, hasOwner ? file.Owner : null, type == 'l' ? file.LinkTarget : null,
                content is null ? null : string.Create(CultureInfo.InvariantCulture, $"{content.Length} {Convert.ToHexString(SHA256.HashData(content))}"),
                type == 'd' || time / TimeSpan.TicksPerSecond is < FirstTime or > LastTime ? null : time);
        }
        return files;
    }

    /// <summary>In what two file systems differ, a line each.</summary>
    public static IEnumerable<string> Differences(Dictionary<string, UnpackedFile> unpacked, Dictionary<string, UnpackedFile> shown)
    {
        foreach ((string path, UnpackedFile file) in unpacked)
        {
            if (!shown.TryGetValue(path, out UnpackedFile? own))
                yield return $"{path} is not shown\n  unpacked: {file}";
            else if (file.AsFarAs(own) != own)
                yield return $"{path}\n  unpacked: {file}\n  shown: {own}";
        }
        foreach (string path in shown.Keys.Where(path => !unpacked.ContainsKey(path)))
            yield return $"{path} is not unpacked\n  shown: {shown[path]}";
    }

    private static string[] Lines(byte[] output) => Encoding.Latin1.GetString(output).Split('\0', StringSplitOptions.RemoveEmptyEntries);

    private static string Shown(string path) => EntryName.Decode(Encoding.Latin1.GetBytes(path));
}
