using System.Buffers.Binary;
using System.Text;

namespace PSLayers.Mounting.Erofs;

/// <summary>Extended attributes as they stand behind an inode: a header, and entries that name their namespace by a number.</summary>
internal static class ErofsXattrs
{
    private const int HeaderSize = 12;
    private const int EntrySize = 4;
    private const int LongestName = 255;

    // The longest first, where one begins like another.
    private static readonly (string Prefix, byte Number)[] Namespaces =
        [("system.posix_acl_access", 2), ("system.posix_acl_default", 3), ("user.", 1), ("trusted.", 4), ("security.", 6)];

    /// <summary>The attributes' bytes; empty where there are none.</summary>
    /// <param name="xattrs">The attributes.</param>
    /// <param name="left">How many the format cannot hold.</param>
    public static byte[] Encode(IReadOnlyDictionary<string, byte[]>? xattrs, out int left)
    {
        left = 0;
        if (xattrs is null or { Count: 0 })
            return [];
        var bytes = new List<byte>(new byte[HeaderSize]);
        Span<byte> size = stackalloc byte[2];
        foreach ((string full, byte[] value) in xattrs.OrderBy(xattr => xattr.Key, StringComparer.Ordinal))
        {
            (string prefix, byte number) = Namespaces.FirstOrDefault(space => space.Number is 2 or 3 ? full == space.Prefix : full.StartsWith(space.Prefix, StringComparison.Ordinal));
            byte[] name = prefix is null ? [] : Encoding.UTF8.GetBytes(full[prefix.Length..]);
            int end = bytes.Count + EntrySize + name.Length + value.Length + 3;
            if (prefix is null || name.Length > LongestName || value.Length > ushort.MaxValue || (end - HeaderSize) / EntrySize >= ushort.MaxValue || (name.Length == 0 && number is not (2 or 3)))
            {
                left++;
                continue;
            }
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)value.Length);
            bytes.AddRange([(byte)name.Length, number, .. size]);
            bytes.AddRange(name);
            bytes.AddRange(value);
            bytes.AddRange(new byte[-bytes.Count & 3]);
        }
        return bytes.Count == HeaderSize ? [] : [.. bytes];
    }

    /// <summary>What the inode says of the attributes' length.</summary>
    public static ushort CountOf(int bytes) => bytes == 0 ? (ushort)0 : (ushort)((bytes - HeaderSize) / EntrySize + 1);
}
