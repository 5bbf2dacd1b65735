using PSLayers.Diff;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>What is seen at a path, as plainly as it can be said, taken from what the test wrote.</summary>
internal sealed record PlainFile(char Type, int Mode, long Uid, decimal Time, string Content, string? Link, string Xattrs)
{
    /// <summary>A directory that is there because of what is in it.</summary>
    public static PlainFile Implied { get; } = new('5', 0b111_101_101, 0, 0, "", null, "");

    /// <summary>An entry; of a hard link, with the substance of the entry that it leads to.</summary>
    public static PlainFile Of(TarEntrySpec entry, TarEntrySpec content) => new(
        (char)content.TypeFlag, entry.Mode, entry.Uid, entry.Time, Convert.ToHexString(content.Content),
        content.TypeFlag is (byte)'1' or (byte)'2' ? content.Target : null,
        entry.Xattrs is null ? "" : string.Join(' ', entry.Xattrs.Select(pair => $"{pair.Key}={Convert.ToHexString(pair.Value)}").Order(StringComparer.Ordinal)));

    /// <summary>In what two files differ.</summary>
    public FileProperties Compare(PlainFile other)
    {
        var changed = FileProperties.None;
        if (Type != other.Type)
            changed |= FileProperties.Type;
        if (Type == other.Type && Content != other.Content)
            changed |= FileProperties.Content;
        if (Type == other.Type && Link != other.Link)
            changed |= FileProperties.LinkTarget;
        if (Mode != other.Mode && !(Type == '2' && other.Type == '2'))
            changed |= FileProperties.Mode;
        if (Uid != other.Uid)
            changed |= FileProperties.Owner;
        if (Xattrs != other.Xattrs)
            changed |= FileProperties.Xattrs;
        if (Time != other.Time && (changed != FileProperties.None || Type != '5'))
            changed |= FileProperties.LastWriteTime;
        return changed;
    }
}

/// <summary>The difference of two views, path by path and without any thought of layers.</summary>
internal static class PlainDiff
{
    public static IEnumerable<string> Lines(IReadOnlyDictionary<string, PlainFile> before, IReadOnlyDictionary<string, PlainFile> after)
    {
        foreach (string path in before.Keys.Union(after.Keys))
        {
            if (!after.TryGetValue(path, out PlainFile? now))
                yield return $"R /{path}";
            else if (!before.TryGetValue(path, out PlainFile? old))
                yield return $"A /{path}";
            else if (old.Compare(now) is not FileProperties.None and var changed)
                yield return $"{(IsSubstance(changed) ? "M" : "m")} /{path} {changed}";
        }
    }

    private static bool IsSubstance(FileProperties changed) =>
        (changed & (FileProperties.Content | FileProperties.Type | FileProperties.LinkTarget | FileProperties.Device)) != 0;
}
