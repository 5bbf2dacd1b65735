using System.Runtime.Versioning;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>A place on a writable drive, where something is or is to be.</summary>
/// <param name="View">The drive's view.</param>
/// <param name="InnerPath">The path in the image. Links on the way are resolved where they lead somewhere; one at the end is not.</param>
/// <param name="Node">What is there; null for nothing.</param>
[SupportedOSPlatform("linux")]
internal sealed record DrivePlace(WritableView View, string InnerPath, MergedNode? Node)
{
    /// <summary>The directory that it is, or that it is a link to; null for everything else.</summary>
    public MergedNode? Folder { get; } = Node is null or { IsDirectory: true } ? Node
        : Node.IsLink && Find(View, Node.RawPath, followsLast: true) is { IsDirectory: true } folder ? folder
        : null;

    /// <summary>Whether there is a directory itself, and no link to one.</summary>
    public bool IsDirectory => Node is { IsDirectory: true };

    /// <summary>The place of the root.</summary>
    public static DrivePlace RootOf(WritableView view) => new(view, "/", view.Root);

    /// <summary>The place of something that was found.</summary>
    public static DrivePlace Of(WritableView view, MergedNode node) => new(view, node.Path, node);

    /// <summary>The place of a path below this one.</summary>
    /// <param name="parts">The parts of the path as they were given out, or as somebody typed them.</param>
    public DrivePlace Below(ReadOnlySpan<string> parts)
    {
        if (parts.IsEmpty)
            return this;
        string start = InnerPath.TrimEnd('/');
        if (Existing(start, parts) is { } found)
            return Of(View, found);
        // What is not there is called as it is written, in the directory that is there.
        DrivePlace? above = parts.Length == 1 ? this : Existing(start, parts[..^1]) is { } there ? Of(View, there) : null;
        return above?.Folder is null ? new DrivePlace(View, PathOf(start, parts), null) : above.Inside(parts[^1]);
    }

    /// <summary>The place of a name in this one, which is a directory or is to be one.</summary>
    public DrivePlace Inside(string name)
    {
        if (Folder is null)
            return new DrivePlace(View, Join(InnerPath, name), null);
        MergedNode? child = View.Child(Folder, EntryName.Encode(name));
        return child is null ? new DrivePlace(View, Join(Folder.Path, name), null) : Of(View, child);
    }

    /// <summary>The place of another name in the same directory.</summary>
    public DrivePlace Beside(string name)
    {
        ReadOnlySpan<byte> path = Node is null ? EntryName.Encode(InnerPath.TrimStart('/')) : Node.RawPath;
        MergedNode? above = Find(View, path[..Math.Max(path.LastIndexOf((byte)'/'), 0)], followsLast: true);
        return above is null ? new DrivePlace(View, "/" + name, null) : Of(View, above).Inside(name);
    }

    /// <summary>The last name of the path.</summary>
    public string Name => InnerPath[(InnerPath.LastIndexOf('/') + 1)..];

    private MergedNode? Existing(string start, ReadOnlySpan<string> parts)
    {
        if (At(PathOf(start, parts)) is { } found)
            return found;
        // Where the directory is there as it is written, only the last part can stand for something else.
        int known = parts.Length > 1 && At(PathOf(start, parts[..^1])) is not null ? parts.Length - 1 : 0;
        return TypedPath.Find(PathOf(start, parts[..known]), parts[known..], other => At(other) is not null) is { } typed ? At(typed) : null;
    }

    private static string PathOf(string start, ReadOnlySpan<string> parts) => parts.IsEmpty ? start : start + "/" + string.Join('/', parts.ToArray());

    private MergedNode? At(string path) => Find(View, EntryName.Encode(path), followsLast: false);

    // Links that lead in a circle lead to nothing. Who wants to write by way of one is told so by the view.
    private static MergedNode? Find(WritableView view, ReadOnlySpan<byte> path, bool followsLast)
    {
        try
        {
            return view.Find(path, followsLast);
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.LinkCycle)
        {
            return null;
        }
    }

    private static string Join(string folder, string name) => folder.TrimEnd('/') + "/" + name;
}
