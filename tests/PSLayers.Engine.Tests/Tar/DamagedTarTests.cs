using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using Field = PSLayers.Fixtures.TarNumber;

namespace PSLayers.Tar;

public sealed class DamagedTarTests
{
    [Fact]
    public void A_tar_cut_anywhere_keeps_the_entries_before_and_tells_where()
    {
        byte[] tar = new TarBuilder(TarDialect.Pax)
            .Directory("d").File("d/a", new byte[700]).GnuLongName("d/long").File("cut").Symlink("s", new string('t', 150))
            .GnuSparse("sparse", 9000, [.. Enumerable.Range(0, 6).Select(i => new SparsePiece(i * 1024, new byte[512]))])
            .Pax(("path", "renamed")).File("f", "data").HardLink("h", "d/a").Build();
        string[] all = Indexed.Paths(Indexed.Whole(tar));
        long[] starts = [.. Indexed.Entries(Indexed.Read(tar)).Select(entry => entry.Row.DataOffset)];
        IEnumerable<int> lengths = Enumerable.Range(0, tar.Length / 512).SelectMany(block => (int[])[block * 512 - 1, block * 512, block * 512 + 1, block * 512 + 300]);
        foreach (int length in lengths.Where(length => length >= 0 && length < tar.Length))
        {
            LayerIndex index = Indexed.EveryWay(tar[..length]);
            string[] paths = Indexed.Paths(index);
            // An entry is known once its header is whole; one in old sparse form, once its map is.
            Assert.Equal(all[..starts.Count(start => start <= length)], paths);
            Assert.True(index.TarSize <= length);
            if (index.Damage is { } damage)
            {
                Assert.InRange(damage.Offset!.Value, 0, length);
                Assert.True(damage.Offset >= (paths.Length < 2 ? 0 : starts[paths.Length - 2]), $"cut at {length}, damage at {damage.Offset}");
                Assert.Contains(damage.ErrorId, (ImageErrorId[])[ImageErrorId.LayerTruncated, ImageErrorId.TarHeaderCorrupt]);
            }
            else
                Assert.Equal(length, index.TarSize);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(513)]
    [InlineData(1023)]
    public void A_tar_cut_in_the_data_marks_the_entry(int missing)
    {
        byte[] tar = new TarBuilder().File("a", "x").File("b", new byte[1024]).EndBlocks(0).Build();
        LayerIndex index = Indexed.EveryWay(tar[..^missing]);
        Assert.Equal(["/a", "/b"], Indexed.Paths(index));
        Assert.Equal([RowFlags.None, RowFlags.Truncated], Indexed.Entries(index).Select(entry => entry.Row.Flags));
        Assert.Equal((ImageErrorId.LayerTruncated, 1536L), (index.Damage!.ErrorId, index.Damage.Offset));
        Assert.Null(Indexed.Read(tar[..^missing], LayerNeeds.DiffId).DiffId);
    }

    [Fact]
    public void Missing_padding_at_the_very_end_is_no_damage() =>
        Assert.Equal(["/a"], Indexed.Paths(Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "a", Content = [1, 2, 3], Padded = false }).EndBlocks(0))));

    public static TheoryData<string> Sizes => ["greatest", "int64", "negative", "more", "sevens", "text"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_size_that_cannot_be_is_damage_behind_the_entries_before(string kind)
    {
        Field size = kind switch
        {
            "greatest" => Field.GreatestBase256,
            "int64" => Field.Base256(long.MaxValue),
            "negative" => Field.Base256(-512),
            "more" => Field.Octal(5000),
            "sevens" => Field.AllSevens,
            _ => Field.Text("99999999999"),
        };
        LayerIndex index = Indexed.EveryWay(HostileInput.FileOf(size));
        Assert.Equal("/first", Indexed.Paths(index)[0]);
        Assert.Contains(index.Damage!.ErrorId, (ImageErrorId[])[ImageErrorId.LayerTruncated, ImageErrorId.TarHeaderCorrupt]);
        Assert.InRange(index.Damage.Offset!.Value, 1024, 1536);
        Assert.True(index.Size >= 0);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775296")]
    [InlineData("-1")]
    [InlineData("5000")]
    public void A_pax_size_that_cannot_be_is_damage(string size)
    {
        LayerIndex index = Indexed.EveryWay(HostileInput.FileOfPaxSize(size));
        Assert.Equal("/first", Indexed.Paths(index)[0]);
        Assert.NotNull(index.Damage);
        Assert.True(index.Size >= 0);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('g')]
    [InlineData('L')]
    [InlineData('K')]
    public void An_extended_header_with_an_impossible_size_is_damage(char flag)
    {
        foreach (long size in (long[])[-1, long.MinValue, 1 << 20, (1 << 20) + 1, int.MaxValue, 1L << 32, long.MaxValue])
        {
            LayerIndex index = Indexed.EveryWay(new TarBuilder().File("first").Declared(flag, size).EndBlocks(0).Build());
            Assert.Equal(["/first"], Indexed.Paths(index));
            Assert.Equal(size < 0 ? ImageErrorId.TarHeaderCorrupt : size > 1 << 20 ? ImageErrorId.TarHeaderTooLarge : ImageErrorId.LayerTruncated, index.Damage!.ErrorId);
            Assert.Equal(512, index.Damage.Offset);
        }
    }

    [Fact]
    public void Mutated_tars_never_throw_and_every_way_of_reading_agrees()
    {
        byte[][] tars =
        [
            new TarBuilder(TarDialect.Pax).Directory("d").File("d/é", "content", mtime: DateTimeOffset.UnixEpoch.AddSeconds(1.5), xattrs: new Dictionary<string, byte[]> { ["user.a"] = [1] })
                .PaxSparse10("s", 5000, new SparsePiece(512, new byte[512])).CharDevice("c", 1, 2).Build(),
            new TarBuilder(TarDialect.Gnu).File(new string('n', 120), "x", uid: 1L << 40).Symlink("l", new string('t', 120))
                .GnuSparse("s", 5000, [.. Enumerable.Range(0, 6).Select(i => new SparsePiece(i * 512, [1]))]).Build(),
            RandomLayers.Tar(RandomLayers.Entries(3, layers: 2, entries: 12, tidy: false)[1]),
        ];
        var random = new Random(20_240_102);
        for (int i = 0; i < 5000; i++)
        {
            byte[] tar = [.. tars[i % tars.Length]];
            for (int changes = random.Next(1, 6); changes > 0; changes--)
                Mutate(tar, random);
            string described = Indexed.Describe(Indexed.Read(tar));
            Assert.Equal(described, Indexed.Describe(Indexed.Read(tar, LayerNeeds.DiffId)));
            Assert.Equal(described, Indexed.Describe(Indexed.InPieces(tar, random.Next(1, 2000))));
        }
    }

    // Most mutations keep the checksum right, or nothing behind it would ever be reached.
    private static void Mutate(byte[] tar, Random random)
    {
        int block = random.Next(tar.Length / 512) * 512;
        Span<byte> header = tar.AsSpan(block, 512);
        switch (random.Next(5))
        {
            case 0:
                header[random.Next(512)] = (byte)random.Next(256);
                return;
            case 1:
                header[random.Next(512)] = (byte)random.Next(256);
                break;
            case 2:
                random.NextBytes(header.Slice(random.Next(0, 500), random.Next(1, 12)));
                break;
            case 3:
                header[156] = (byte)"0157xgLKS\0DXVM2346"[random.Next(18)];
                break;
            default:
                header.Slice(124, 12).Fill((byte)random.Next(256));
                header[124] |= (byte)(random.Next(2) * 0x80);
                break;
        }
        FixChecksum(header);
    }

    private static void FixChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
            sum += value;
        System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(header[148..]);
    }
}
