using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class TarEndTests
{
    [Fact]
    public void Entries_behind_the_end_are_not_listed_but_belong_to_the_tar() =>
        Expect(new TarBuilder().File("f", "x").AfterEnd(tar => tar.File("stargz.index.json", "{}")), tarSize: 3072);

    [Fact]
    public void Garbage_behind_the_end_is_not_listed_but_belongs_to_the_tar() =>
        Expect(new TarBuilder().File("f", "x").AfterEnd(HostileInput.Noise(1001)), tarSize: 2048 + 1001);

    [Fact]
    public void Padding_belongs_to_the_tar() => Expect(new TarBuilder().File("f", "x").PadTo(20), tarSize: 10240);

    [Fact]
    public void Without_end_blocks_the_tar_ends_with_its_bytes() => Expect(new TarBuilder().File("f", "x").EndBlocks(0), tarSize: 1024);

    [Fact]
    public void One_block_of_zeros_ends_a_tar() => Expect(new TarBuilder().File("f", "x").EndBlocks(1), tarSize: 1536);

    [Fact]
    public void A_part_of_a_block_of_zeros_ends_a_tar() => Expect(new TarBuilder().File("f", "x").EndBlocks(0).AfterEnd(new byte[100]), tarSize: 1124);

    [Fact]
    public void One_block_of_zeros_and_garbage_end_a_tar_and_are_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File("f", "x").EndBlocks(1).AfterEnd(HostileInput.Noise(700)));
        Assert.Equal(["/f"], Indexed.Paths(index));
        Assert.Equal(1536 + 700, index.TarSize);
        Assert.Equal(ImageErrorId.TarEntryOdd, Assert.Single(index.Warnings).ErrorId);
    }

    [Fact]
    public void A_single_block_of_zeros_between_entries_is_passed_over_and_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File("f", "x").Raw(new byte[512]).File("g"));
        Assert.Equal(["/f", "/g"], Indexed.Paths(index));
        ImageWarning warning = Assert.Single(index.Warnings);
        Assert.Equal(ImageErrorId.TarEntryOdd, warning.ErrorId);
        Assert.Contains("offset 1024", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(512)]
    [InlineData(1024)]
    [InlineData(10240)]
    public void A_tar_of_nothing_but_zeros_is_an_empty_layer(int length)
    {
        LayerIndex index = Indexed.Whole(new byte[length]);
        Assert.Equal((0, length, 0L), (index.Count, index.TarSize, index.Size));
        Assert.Empty(index.Warnings);
        Assert.Equal(Sha.Digest256(new byte[length]), Indexed.Read(new byte[length], LayerNeeds.DiffId).DiffId.ToString());
    }

    [Theory]
    [InlineData(TarChecksum.Wrong)]
    [InlineData(TarChecksum.Zero)]
    [InlineData(TarChecksum.Blank)]
    public void A_wrong_checksum_is_damage_at_its_header(TarChecksum checksum)
    {
        LayerIndex index = Indexed.EveryWay(new TarBuilder().File("good", "x").Entry(new TarEntrySpec { Path = "bad", Checksum = checksum }).File("lost").Build());
        Assert.Equal(["/good"], Indexed.Paths(index));
        Assert.Equal((ImageErrorId.TarHeaderCorrupt, 1024L, "layer"), (index.Damage!.ErrorId, index.Damage.Offset, index.Damage.Member));
        Assert.Null(Indexed.Read(new TarBuilder().Entry(new TarEntrySpec { Path = "bad", Checksum = checksum }).Build(), LayerNeeds.DiffId).DiffId);
    }

    [Fact]
    public void A_checksum_of_signed_bytes_is_right() =>
        Assert.Equal("/caf％E9", Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Name = [.. "caf"u8, 0xE9], Checksum = TarChecksum.Signed })).InnerPath);

    [Fact]
    public void Every_changed_byte_of_a_header_is_seen()
    {
        byte[] tar = new TarBuilder().File("name", "x", user: "ann", group: "all").Build();
        for (int at = 0; at < 512; at++)
        {
            byte[] changed = [.. tar];
            changed[at] ^= 1;
            LayerIndex index = Indexed.Read(changed);
            // The bytes behind the checksum's digits end the number, and say nothing.
            if (at is 154 or 155)
                continue;
            Assert.Equal((at, ImageErrorId.TarHeaderCorrupt), (at, index.Damage?.ErrorId));
            Assert.Equal(0, index.Damage!.Offset);
        }
    }

    [Fact]
    public void What_is_no_tar_is_damage_at_its_start()
    {
        foreach (byte[] bytes in (byte[][])[HostileInput.Jpeg(), HostileInput.Noise(5000), "short"u8.ToArray()])
        {
            LayerIndex index = Indexed.EveryWay(bytes);
            Assert.Equal((0, 0L), (index.Count, index.Damage!.Offset));
            Assert.Null(Indexed.Read(bytes, LayerNeeds.DiffId).DiffId);
        }
    }

    private static void Expect(TarBuilder tar, long tarSize)
    {
        byte[] bytes = tar.Build();
        LayerIndex index = Indexed.Whole(bytes);
        Assert.Equal(["/f"], Indexed.Paths(index));
        Assert.Equal(tarSize, index.TarSize);
        Assert.Empty(index.Warnings);
        Assert.Equal(Sha.Digest256(bytes), Indexed.Read(bytes, LayerNeeds.DiffId).DiffId.ToString());
    }
}
