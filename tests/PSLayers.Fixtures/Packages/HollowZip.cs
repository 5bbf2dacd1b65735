using System.IO.Compression;

namespace PSLayers.Fixtures;

/// <summary>Zips with entries of many compressed bytes that expand to nothing.</summary>
public static class HollowZip
{
    private const int MethodOfEntry = 8;
    private const int MethodOfDirectory = 10;
    private const byte Deflated = 8;

    private static ReadOnlySpan<byte> Block => [0, 0, 0, 0xFF, 0xFF];

    private static ReadOnlySpan<byte> LastBlock => [1, 0, 0, 0xFF, 0xFF];

    /// <summary>Makes a zip.</summary>
    /// <param name="blocks">How many empty blocks each entry has, of five bytes.</param>
    /// <param name="hollow">Names of the entries.</param>
    /// <param name="last">Name of an entry behind them.</param>
    /// <param name="content">What that one has: at most 65,535 bytes.</param>
    public static byte[] Of(int blocks, IEnumerable<string> hollow, string last, byte[] content)
    {
        byte[] empty = new byte[(blocks + 1) * Block.Length];
        for (int i = 0; i < blocks; i++)
            Block.CopyTo(empty.AsSpan(i * Block.Length));
        LastBlock.CopyTo(empty.AsSpan(blocks * Block.Length));
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string name in hollow)
                Add(archive, name, empty);
            Add(archive, last, [1, (byte)content.Length, (byte)(content.Length >> 8), (byte)~content.Length, (byte)(~content.Length >> 8), .. content]);
        }
        byte[] zip = bytes.ToArray();
        // They were stored as they are; that they are compressed is only told.
        for (int at = 0; (at = Next(zip, at, "PK\x03\x04"u8)) >= 0; at += MethodOfEntry)
            zip[at + MethodOfEntry] = Deflated;
        for (int at = 0; (at = Next(zip, at, "PK\x01\x02"u8)) >= 0; at += MethodOfDirectory)
            zip[at + MethodOfDirectory] = Deflated;
        return zip;
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        using Stream entry = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }

    private static int Next(byte[] zip, int from, ReadOnlySpan<byte> mark) => zip.AsSpan(from).IndexOf(mark) is >= 0 and var next ? from + next : -1;
}
