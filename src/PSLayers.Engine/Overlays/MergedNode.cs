using PSLayers.Content;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>A file of the file system that an image and the changes to it give together, as it was when it was looked at.</summary>
/// <param name="RawPath">The names of the way from the root, without links, and slashes between them; empty for the root.</param>
/// <param name="Lower">What the image has here, where that shows: a directory also below one of the upper folder that does not hide it.</param>
/// <param name="Upper">What the upper folder has here; null for nothing.</param>
/// <param name="Entry">The image's entry, of a hard link the one that it is a further name of; null where there is none, or the upper folder has the place.</param>
internal sealed record MergedNode(byte[] RawPath, ViewNode? Lower, UpperFacts? Upper, LayerEntry? Entry)
{
    /// <summary>Path in the image with a slash in front, safe to show, and to be given back as it is.</summary>
    public string Path => "/" + EntryName.Decode(RawPath);

    /// <summary>The names of the way from the root.</summary>
    public byte[][] RawNames
    {
        get
        {
            var names = new List<byte[]>();
            foreach (Range part in RawPath.AsSpan().Split((byte)'/'))
            {
                if (part.End.Value > part.Start.Value)
                    names.Add(RawPath[part]);
            }
            return [.. names];
        }
    }

    /// <summary>The last name; empty for the root.</summary>
    public ReadOnlySpan<byte> RawName => RawPath.AsSpan(RawPath.AsSpan().LastIndexOf((byte)'/') + 1);

    /// <summary>The last name as text, safe to show; empty for the root.</summary>
    public string Name => EntryName.Decode(RawName);

    /// <summary>What it is; never a hard link.</summary>
    public EntryType Type => Upper?.Type ?? Entry?.Type ?? EntryType.Directory;

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == EntryType.Directory;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => Type == EntryType.SymbolicLink;

    /// <summary>Bytes of a file; 0 of everything else.</summary>
    public long Size => Upper?.Size ?? (Entry is { Type: EntryType.File } file ? file.Size : 0);

    /// <summary>What a link points to, as bytes; empty for everything else.</summary>
    public byte[] LinkTarget => Upper?.LinkTarget ?? (Entry?.LinkTarget is { } target ? EntryName.Encode(target) : []);

    /// <summary>Major number of a device.</summary>
    public long DeviceMajor => Upper?.DeviceMajor ?? Entry?.DeviceMajor ?? 0;

    /// <summary>Minor number of a device.</summary>
    public long DeviceMinor => Upper?.DeviceMinor ?? Entry?.DeviceMinor ?? 0;

    /// <summary>Mode, owner, time and attributes, as the image has them.</summary>
    public EntryAttributes Attributes => Upper is { } upper
        ? new EntryAttributes(upper.Mode, (upper.Uid, upper.Gid), DateTimeOffset.UnixEpoch.AddTicks(upper.Time), upper.Xattrs, upper.Nanoseconds)
        : Entry is { } entry
            ? new EntryAttributes(entry.Mode, (entry.Uid, entry.Gid), entry.LastWriteTime, entry.Xattrs, entry.Row.Nanoseconds)
            : new EntryAttributes(ImageFile.ImpliedMode, (0, 0), DateTimeOffset.UnixEpoch, null);

    /// <summary>Path and kind, for messages.</summary>
    public override string ToString() => $"{Type}: {Path}";
}

/// <summary>Where a path leads: what is there, or where something would be made.</summary>
/// <param name="Folder">The directory that it is in; null for the root.</param>
/// <param name="Name">The name there.</param>
/// <param name="Node">What is there; null for nothing.</param>
internal sealed record MergedPlace(MergedNode? Folder, byte[] Name, MergedNode? Node)
{
    /// <summary>Bytes of its path.</summary>
    public int PathLength => Name.Length + (Folder is null ? 0 : Folder.RawPath.Length + 1);
}
