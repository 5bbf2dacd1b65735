using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>What rpm's own database has, ndb: a table of slots, each with the place of a blob. Format: rpm's sources tell it at the head of
/// <c>rpmpkg.c</c>; all numbers have the low byte first.</summary>
internal static class NdbSlots
{
    private const int SlotSize = 16;
    private const int PageSize = 4096;
    private const int BlockSize = 16;
    private const int HeadSize = 16;
    private const int TailSize = 12;

    /// <summary>Reads the blobs.</summary>
    /// <param name="file">The file; told of what is broken.</param>
    /// <param name="take">Takes each blob.</param>
    /// <exception cref="Errors.ImageException">It is no such database.</exception>
    public static void Read(PackageFile file, BlobTaker take)
    {
        ReadOnlySpan<byte> bytes = file.Content.Span;
        if (bytes.Length < PageSize || !bytes.StartsWith("RpmP"u8))
            throw file.Broken("an ndb database has to begin with RpmP, and a page of slots");
        long pages = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        if (pages == 0)
            throw file.Broken("an ndb database without a page of slots");
        if (pages * PageSize > bytes.Length)
            file.LeaveOut($"an ndb database with {pages} pages of slots in {bytes.Length} bytes");
        ReadOnlySpan<byte> slots = bytes[(2 * SlotSize)..(int)Math.Min(bytes.Length, pages * PageSize)];
        // Blobs that lie in each other would make the file say more than it has room for.
        long room = bytes.Length;
        for (; slots.Length >= SlotSize; slots = slots[SlotSize..])
        {
            uint number = BinaryPrimitives.ReadUInt32LittleEndian(slots[4..]);
            if (!slots.StartsWith("Slot"u8))
                file.LeaveOut("a slot of the database is broken");
            else if (number != 0)
                ReadBlob(file, slots, number, ref room, take);
        }
    }

    private static void ReadBlob(PackageFile file, ReadOnlySpan<byte> slot, uint number, ref long room, BlobTaker take)
    {
        ReadOnlySpan<byte> bytes = file.Content.Span;
        long start = BlockSize * (long)BinaryPrimitives.ReadUInt32LittleEndian(slot[8..]), size = BlockSize * (long)BinaryPrimitives.ReadUInt32LittleEndian(slot[12..]);
        if (start + size > bytes.Length || size < HeadSize + TailSize || (room -= size) < 0)
        {
            file.LeaveOut($"package {number} of the database lies over others, or beyond its end");
            return;
        }
        ReadOnlySpan<byte> blob = bytes.Slice((int)start, (int)size);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(blob[12..]);
        if (!blob.StartsWith("BlbS"u8) || BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]) != number || length > size - HeadSize - TailSize)
            file.LeaveOut($"package {number} of the database is broken");
        else
            take(blob.Slice(HeadSize, (int)length));
    }
}
