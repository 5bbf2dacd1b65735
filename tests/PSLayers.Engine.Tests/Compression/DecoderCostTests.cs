using System.Buffers.Binary;
using System.IO.Hashing;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;

namespace PSLayers.Compression;

/// <summary>Streams of a few bytes that ask a decoder for much: what they get grows no faster than they do.</summary>
public sealed class DecoderCostTests
{
    private static readonly byte[] EmptyBzip2 = [.. "BZh9"u8, 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];

    [Fact]
    public void Empty_bzip2_streams_cost_nothing_and_what_is_behind_them_is_read()
    {
        byte[] full = Compress.Bzip2(new TarBuilder().File("f").Build());
        long once = Allocated(full);
        foreach (int count in new[] { 2_000, 4_000, 8_000 })
        {
            byte[] stored = [.. Enumerable.Repeat(EmptyBzip2, count).SelectMany(bytes => bytes), .. full, .. EmptyBzip2];
            Assert.Equal(["/f"], Indexed.Paths(Indexed.Read(stored)));
            Assert.InRange(Allocated(stored) - once, long.MinValue, 1 << 20);
        }
    }

    [Fact]
    public void Small_bzip2_streams_count_as_what_the_decoder_takes_for_them()
    {
        byte[] small = Compress.Bzip2(new byte[512]);
        byte[] stored = [.. Enumerable.Repeat(small, 100).SelectMany(bytes => bytes)];

        Assert.Null(Indexed.Read(stored, LayerNeeds.DiffId).Damage);
        Assert.Equal(ImageErrorId.ExpansionLimit, Indexed.Read(stored, LayerNeeds.DiffId, new ReadLimits { ExpansionFloor = 50 << 20 }).Damage?.ErrorId);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(2 << 20)]
    [InlineData(4 << 20)]
    public void An_xz_index_of_blocks_that_are_not_there_is_damage_and_takes_no_memory(int records)
    {
        byte[] stored = XzOfNothingBut(records, listed: 2 * records);
        LayerIndex? index = null;

        long allocated = Allocated(stored, read => index = read);

        Assert.Equal(ImageErrorId.CompressionCorrupt, index!.Damage?.ErrorId);
        Assert.Contains($"its index lists {records} blocks, but 0 were there", index.Damage!.Message, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 2 << 20);
    }

    [Fact]
    public void An_xz_stream_of_no_blocks_and_one_that_is_whole_are_read()
    {
        byte[] full = Compress.Xz(new TarBuilder().File("f").Build());
        Assert.Equal(["/f"], Indexed.Paths(Indexed.Read([.. XzOfNothingBut(0, listed: 0), .. full])));
    }

    // A stream of no blocks, whose index claims some and lists so many numbers.
    private static byte[] XzOfNothingBut(int records, int listed)
    {
        byte[] flags = [0, 0];
        byte[] count = new byte[5];
        for (int i = 0, left = records; i < 5; i++, left >>= 7)
            count[i] = (byte)((left & 0x7F) | (i < 4 ? 0x80 : 0));
        byte[] index = [0, .. records == 0 ? [0] : count, .. Enumerable.Repeat((byte)1, listed)];
        index = [.. index, .. new byte[-index.Length & 3]];
        byte[] end = [.. Bytes((uint)(index.Length / 4)), .. flags];
        return [0xFD, .. "7zXZ"u8, 0, .. flags, .. Sum(flags), .. index, .. Sum(index), .. Sum(end), .. end, .. "YZ"u8];
    }

    private static byte[] Sum(byte[] bytes) => Bytes(Crc32.HashToUInt32(bytes));

    private static byte[] Bytes(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static long Allocated(byte[] stored, Action<LayerIndex>? look = null)
    {
        Blob blob = Blob.Of(new MemorySource(stored), 0, stored.Length, "layer");
        long before = GC.GetAllocatedBytesForCurrentThread();
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        look?.Invoke(index);
        return allocated;
    }
}
