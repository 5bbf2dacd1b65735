using System.Globalization;

namespace PSLayers.Fixtures;

/// <summary>Small streams that decompress to huge ones. Each is valid, and costs its writer little.</summary>
public static class Bomb
{
    private const int Unit = 1 << 20;

    /// <summary>One gzip member of so many zeros; about a thousandth of that is written.</summary>
    public static void GzipOfZeros(Stream output, long length) =>
        RepeatedGzip.Write(output, [], new byte[Unit], length / Unit, new byte[length % Unit]);

    /// <summary>The same in memory, for lengths that stay small when compressed.</summary>
    public static byte[] GzipOfZeros(long length) => InMemory(output => GzipOfZeros(output, length));

    /// <summary>One gzip member of a tar with one huge file of zeros.</summary>
    public static void GzipOfHugeFile(Stream output, long fileSize, string path = "zeros")
    {
        var (head, zeros) = HugeFile(fileSize, path);
        RepeatedGzip.Write(output, head, new byte[Unit], zeros / Unit, new byte[zeros % Unit]);
    }

    /// <summary>The same with another file behind it, in memory: 6 GB take about 6 MB.</summary>
    /// <param name="megabytes">Size of the huge file.</param>
    /// <param name="path">Its path.</param>
    /// <param name="behind">Path of the file behind it.</param>
    public static byte[] GzipOfHugeFileBefore(long megabytes, string path, string behind) => InMemory(output =>
        RepeatedGzip.Write(output, HugeFile(megabytes * Unit, path).Head, new byte[Unit], megabytes, new TarBuilder().File(behind, "x").Build()));

    /// <summary>One zstd frame of so many zeros: 4 bytes for each 128 KiB.</summary>
    public static void ZstdOfZeros(Stream output, long length) => ZstdRuns.Write(output, [], length);

    /// <summary>The same in memory: 100 GB take about 3 MB.</summary>
    public static byte[] ZstdOfZeros(long length) => InMemory(output => ZstdOfZeros(output, length));

    /// <summary>One zstd frame of a tar with one huge file of zeros.</summary>
    public static void ZstdOfHugeFile(Stream output, long fileSize, string path = "zeros")
    {
        var (head, zeros) = HugeFile(fileSize, path);
        ZstdRuns.Write(output, head, zeros);
    }

    /// <summary>One gzip member of a tar with very many empty files, the same 2048 names again and again.</summary>
    public static void GzipOfEntries(Stream output, long count)
    {
        const int Group = 2048;
        RepeatedGzip.Write(output, [], Entries(Group), count / Group, [.. Entries((int)(count % Group)), .. new byte[1024]]);
    }

    /// <summary>The same in memory: a million entries take about 5 MB.</summary>
    public static byte[] GzipOfEntries(long count) => InMemory(output => GzipOfEntries(output, count));

    /// <summary>Very many empty gzip members, 20 bytes each, and nothing in them.</summary>
    public static void EmptyGzipMembers(Stream output, long count)
    {
        var member = Compress.EmptyGzipMember();
        for (var i = 0L; i < count; i++)
            output.Write(member);
    }

    private static (byte[] Head, long Zeros) HugeFile(long fileSize, string path)
    {
        var head = new TarBuilder().EndBlocks(0)
            .Entry(new TarEntrySpec { Path = path, SizeField = TarNumber.Fitting(fileSize) })
            .Build();
        var padded = (fileSize + TarHeader.BlockSize - 1) / TarHeader.BlockSize * TarHeader.BlockSize;
        return (head, padded + (2 * TarHeader.BlockSize));
    }

    private static byte[] Entries(int count)
    {
        var tar = new TarBuilder().EndBlocks(0);
        for (var i = 0; i < count; i++)
            tar.File("e" + i.ToString(CultureInfo.InvariantCulture));
        return tar.Build();
    }

    private static byte[] InMemory(Action<Stream> write)
    {
        using var output = new MemoryStream();
        write(output);
        return output.ToArray();
    }
}
