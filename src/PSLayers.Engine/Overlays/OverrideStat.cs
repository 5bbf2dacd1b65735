using System.Globalization;
using System.Text;

namespace PSLayers.Overlays;

/// <summary>Owner and mode that a file is to have in an image, where the user may not give them to the file on the disk. They stand in an attribute
/// of it: <c>uid:gid:mode</c>, the mode octal, as containers/storage and fuse-overlayfs write it.</summary>
/// <param name="Uid">Number of the owning user.</param>
/// <param name="Gid">Number of the owning group.</param>
/// <param name="Mode">Permission bits with setuid, setgid and sticky.</param>
internal readonly record struct OverrideStat(long Uid, long Gid, int Mode)
{
    /// <summary>Name of the attribute.</summary>
    public const string Attribute = "user.containers.override_stat";

    private const int Permissions = 0xFFF;

    /// <summary>What an attribute says; null where it says nothing that makes sense. What follows the mode, as the type of a device, is not read.</summary>
    public static OverrideStat? Parse(ReadOnlySpan<byte> value)
    {
        string[] parts = Encoding.ASCII.GetString(value).Split(':');
        if (parts.Length < 3 || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid)
            || !uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint gid) || parts[2].Length is 0 or > 7)
            return null;
        int mode = 0;
        foreach (char c in parts[2])
        {
            if (c is < '0' or > '7')
                return null;
            mode = mode * 8 + (c - '0');
        }
        return new OverrideStat(uid, gid, mode & Permissions);
    }

    /// <summary>The attribute's value.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Uid}:{Gid}:0{Convert.ToString(Mode & Permissions, 8)}"));
}
