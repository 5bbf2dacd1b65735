using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;

namespace PSLayers.Overlays;

/// <summary>What an upper folder has at one name, as the image is to have it (Linux, filesystems/overlayfs.rst).</summary>
internal sealed record UpperFacts
{
    private const string Trusted = "trusted.overlay.", User = "user.overlay.";
    private const string Opaque = "opaque", Whiteout = "whiteout", Redirect = "redirect", Metacopy = "metacopy";
    private const int Permissions = 0xFFF, LongestTarget = 4096;
    private const long NanosecondsPerTick = 100;

    /// <summary>What it is; of a character device with the number 0:0, or a file that is marked as such, a whiteout. What no tar has, a socket, is
    /// <see cref="EntryType.Other"/>.</summary>
    public required EntryType Type { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public required int Mode { get; init; }

    /// <summary>Number of the owning user in the image.</summary>
    public required long Uid { get; init; }

    /// <summary>Number of the owning group in the image.</summary>
    public required long Gid { get; init; }

    /// <summary>Bytes of a file; 0 of everything else.</summary>
    public required long Size { get; init; }

    /// <summary>When it was last written, in ticks of 100 ns since 1970.</summary>
    public required long Time { get; init; }

    /// <summary>Nanoseconds to add to <see cref="Time"/>, 0 to 99.</summary>
    public required int Nanoseconds { get; init; }

    /// <summary>The state of it on the disk.</summary>
    public required FileStamp Stamp { get; init; }

    /// <summary>How many names the file has.</summary>
    public required uint Names { get; init; }

    /// <summary>What a link points to, as bytes; empty for everything else.</summary>
    public byte[] LinkTarget { get; init; } = [];

    /// <summary>Major number of a device.</summary>
    public long DeviceMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public long DeviceMinor { get; init; }

    /// <summary>Whether it is a directory that hides what the image has in it.</summary>
    public bool IsOpaque { get; init; }

    /// <summary>What the kernel's overlayfs did here that cannot be read: <c>redirect</c>, a directory that stands for one elsewhere, or <c>metacopy</c>,
    /// a file without its data; null for nothing.</summary>
    public string? Foreign { get; init; }

    /// <summary>Extended attributes by name without those that are about the upper folder; null for none.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Type == EntryType.Directory;

    /// <summary>Whether an attribute is one of overlayfs's or of ours, and no part of the image.</summary>
    public static bool IsMark(string attribute) =>
        attribute.StartsWith(Trusted, StringComparison.Ordinal) || attribute.StartsWith(User, StringComparison.Ordinal) || attribute == OverrideStat.Attribute;

    /// <summary>Looks at a name.</summary>
    /// <param name="folder">An open directory of the upper folder.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="withXattrs">Whether the values of the image's own attributes are wanted.</param>
    /// <returns>What is there; null for nothing.</returns>
    /// <exception cref="ImageException">It cannot be looked at.</exception>
    [SupportedOSPlatform("linux")]
    public static UpperFacts? Read(SafeFileHandle folder, ReadOnlySpan<byte> name, bool withXattrs = false)
    {
        if (!UnixStatus.TryGet(folder, name, UnixConstants.AtNoFollow, out UnixStatus status))
            return UnixError.Last is UnixConstants.NoEntry or UnixConstants.NotFolder || UnixError.Last == UnixConstants.NameTooLong ? null : throw UnixError.Of("it cannot be looked at");
        List<string> attributes = UpperXattrs.Names(folder, name);
        EntryType type = TypeOf(status);
        if (type == EntryType.File && status.Size == 0 && Has(attributes, Whiteout))
            type = EntryType.Whiteout;
        OverrideStat? stated = attributes.Contains(OverrideStat.Attribute) && UpperXattrs.Value(folder, name, OverrideStat.Attribute) is { } text ? OverrideStat.Parse(text) : null;
        // What a user has, who is not root here, root has in the image.
        bool isOwn = status.Owner != 0 && !Environment.IsPrivilegedProcess && status.Owner == UnixStatus.CurrentUser();
        long ticks = (long)Math.Floor((decimal)status.Written / NanosecondsPerTick);
        return new UpperFacts
        {
            Type = type,
            Mode = stated?.Mode ?? status.Mode & Permissions,
            Uid = stated?.Uid ?? (isOwn ? 0 : status.Owner),
            Gid = stated?.Gid ?? (isOwn ? 0 : status.Group),
            Size = type == EntryType.File ? status.Size : 0,
            Time = ticks,
            Nanoseconds = (int)(status.Written - ticks * NanosecondsPerTick),
            Stamp = FileStamp.Of(status),
            Names = status.Names,
            LinkTarget = type == EntryType.SymbolicLink ? TargetOf(folder, name) : [],
            DeviceMajor = type is EntryType.CharacterDevice or EntryType.BlockDevice ? status.NodeMajor : 0,
            DeviceMinor = type is EntryType.CharacterDevice or EntryType.BlockDevice ? status.NodeMinor : 0,
            IsOpaque = type == EntryType.Directory && Has(attributes, Opaque) && ValueOf(folder, name, attributes, Opaque) is [(byte)'y'],
            Foreign = type == EntryType.Directory && Has(attributes, Redirect) ? Redirect : type == EntryType.File && Has(attributes, Metacopy) ? Metacopy : null,
            Xattrs = withXattrs ? ValuesOf(folder, name, attributes) : null,
        };
    }

    private static EntryType TypeOf(in UnixStatus status) => (status.Mode & UnixConstants.TypeMask) switch
    {
        UnixConstants.TypeFolder => EntryType.Directory,
        UnixConstants.TypeLink => EntryType.SymbolicLink,
        UnixConstants.TypeCharacterDevice => status is { NodeMajor: 0, NodeMinor: 0 } ? EntryType.Whiteout : EntryType.CharacterDevice,
        UnixConstants.TypeBlockDevice => EntryType.BlockDevice,
        UnixConstants.TypeFifo => EntryType.Fifo,
        _ => status.IsFile ? EntryType.File : EntryType.Other,
    };

    private static bool Has(List<string> attributes, string mark) => attributes.Count > 0 && (attributes.Contains(Trusted + mark) || attributes.Contains(User + mark));

    [SupportedOSPlatform("linux")]
    private static byte[]? ValueOf(SafeFileHandle folder, ReadOnlySpan<byte> name, List<string> attributes, string mark) =>
        UpperXattrs.Value(folder, name, attributes.Contains(Trusted + mark) ? Trusted + mark : User + mark);

    [SupportedOSPlatform("linux")]
    private static Dictionary<string, byte[]>? ValuesOf(SafeFileHandle folder, ReadOnlySpan<byte> name, List<string> attributes)
    {
        Dictionary<string, byte[]>? values = null;
        foreach (string attribute in attributes)
        {
            if (!IsMark(attribute) && UpperXattrs.Value(folder, name, attribute) is { } value)
                (values ??= new Dictionary<string, byte[]>(StringComparer.Ordinal))[attribute] = value;
        }
        return values;
    }

    [SupportedOSPlatform("linux")]
    private static byte[] TargetOf(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        byte[] target = new byte[LongestTarget];
        nint length = OverlayCalls.ReadLink(folder, name, target, LongestTarget);
        return length >= 0 ? target[..(int)length] : throw UnixError.Of("what the link points to cannot be read");
    }
}
