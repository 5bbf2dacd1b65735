using System.Formats.Tar;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Referees;

/// <summary>File systems as lines that can be compared: path, type, mode, owner, link target or device, and content of every file.</summary>
internal static class FileLines
{
    /// <summary>The lines of an image's topmost view.</summary>
    public static Dictionary<string, string> OfView(LayeredImage image)
    {
        using var reader = new ContentReader(image);
        TreeView view = image.Tree.TopView;
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ViewNode node in view.Descendants(view.Root))
        {
            // A further name of a file has its owner and mode, as on a disk.
            ImageFile file = new(image, node.Node, node.Version, image.Entry(LinkResolver.Content(image.Tree, node.Version, image.Limits)));
            Facts facts = Facts.Of(image, node.Version);
            using Stream? content = facts.Type == EntryType.File ? reader.Open(facts.Content.Layer, facts.Content.Row) : null;
            string? target = file.DeviceMajor is { } major ? $"{major},{file.DeviceMinor}" : file.LinkTarget;
            lines[file.InnerPath] = Of(file.InnerPath, file.Type switch { EntryType.Directory => 'd', EntryType.SymbolicLink => 'l', EntryType.File => 'f',
                EntryType.CharacterDevice => 'c', EntryType.BlockDevice => 'b', EntryType.Fifo => 'p', _ => '?' },
                file.Mode, $"{file.Uid}:{file.Gid}", target, content);
        }
        return lines;
    }

    /// <summary>The lines of a tar, read by the framework; its hard links stand behind what they lead to.</summary>
    public static Dictionary<string, string> OfTar(Stream tar)
    {
        using var reader = new TarReader(tar);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            string path = PathOf(entry.Name);
            if (entry.EntryType == TarEntryType.HardLink)
            {
                string file = PathOf(entry.LinkName);
                lines[path] = path + lines[file][file.Length..];
                continue;
            }
            (char type, string? target) = entry switch
            {
                PosixTarEntry { EntryType: TarEntryType.CharacterDevice } device => ('c', $"{device.DeviceMajor},{device.DeviceMinor}"),
                PosixTarEntry { EntryType: TarEntryType.BlockDevice } device => ('b', $"{device.DeviceMajor},{device.DeviceMinor}"),
                { EntryType: TarEntryType.Directory } => ('d', null),
                { EntryType: TarEntryType.SymbolicLink } => ('l', entry.LinkName),
                { EntryType: TarEntryType.Fifo } => ('p', null),
                _ => ('f', null),
            };
            lines[path] = Of(path, type, (int)entry.Mode, $"{entry.Uid}:{entry.Gid}", target, type == 'f' ? entry.DataStream ?? Stream.Null : null);
        }
        return lines;
    }

    /// <summary>The line of one file.</summary>
    public static string Of(string path, char type, int mode, string owner, string? target, Stream? content)
    {
        // A symbolic link has no mode of its own on Linux.
        string bits = type == 'l' ? "" : Convert.ToString(mode, 8);
        string digest = content is null ? "" : $"{content.Length.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexString(SHA256.HashData(content))}";
        return $"{path} {type} {bits} {owner} {target} {digest}";
    }

    /// <summary>A text as the framework reads it, which has no way to write a byte that is no UTF-8.</summary>
    public static string Plain(string text) => Encoding.UTF8.GetString(EntryName.Encode(text));

    private static string PathOf(string name) => "/" + name.TrimEnd('/');
}
