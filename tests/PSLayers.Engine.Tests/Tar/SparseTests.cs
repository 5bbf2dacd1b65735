using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

public sealed class SparseTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(25)]
    [InlineData(26)]
    [InlineData(100)]
    public void GNUs_old_form_has_the_real_size_and_the_reader_stays_in_step(int pieces) =>
        Expect(tar => tar.GnuSparse("d/sparse", 1 << 20, Pieces(pieces)));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Pax_form_0_0_has_the_real_size(int pieces) => Expect(tar => tar.PaxSparse00("d/sparse", 1 << 20, Pieces(pieces)));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Pax_form_0_1_has_the_real_size_and_name(int pieces) => Expect(tar => tar.PaxSparse01("d/sparse", 1 << 20, Pieces(pieces)));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Pax_form_1_0_has_the_real_size_and_name(int pieces) => Expect(tar => tar.PaxSparse10("d/sparse", 1 << 20, Pieces(pieces)));

    [Fact]
    public void A_long_name_before_a_continued_header_is_kept()
    {
        string name = new('n', 150);
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().GnuSparse(name, 1 << 20, Pieces(30)).File("after"));
        Assert.Equal(["/" + name, "/after"], entries.Select(entry => entry.InnerPath));
    }

    [Fact]
    public void The_next_entry_is_not_sparse()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().PaxSparse10("a", 1 << 20, Pieces(1)).File("b", "xyz"));
        Assert.Equal([RowFlags.Sparse, RowFlags.None], entries.Select(entry => entry.Row.Flags & RowFlags.Sparse));
        Assert.Equal([1 << 20, 3], entries.Select(entry => entry.Size));
    }

    [Fact]
    public void A_map_whose_extensions_never_end_is_damage()
    {
        byte[] extension = new byte[512];
        extension[504] = 1;
        byte[] tar = new TarBuilder().File("first").GnuSparse("s", 1 << 20, Pieces(5)).EndBlocks(0).Build()[..1536];
        byte[] endless = [.. tar[..1024], .. Enumerable.Repeat(extension, 20).SelectMany(block => block)];

        LayerIndex cut = Indexed.EveryWay(endless);
        Assert.Equal((ImageErrorId.TarHeaderCorrupt, 512L), (cut.Damage!.ErrorId, cut.Damage.Offset));
        Assert.Equal(["/first"], Indexed.Paths(cut));

        LayerIndex limited = Indexed.Read([.. endless, .. new byte[100_000]], limits: new ReadLimits { SparseBlocks = 10 });
        Assert.Equal((ImageErrorId.TarHeaderCorrupt, 512L), (limited.Damage!.ErrorId, limited.Damage.Offset));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("-9223372036854775808")]
    public void A_negative_real_size_is_damage(string size)
    {
        LayerIndex index = Indexed.EveryWay(new TarBuilder().File("first").Pax(("GNU.sparse.map", "0,0"), ("GNU.sparse.realsize", size)).File("s").Build());
        Assert.Equal(ImageErrorId.TarHeaderCorrupt, index.Damage!.ErrorId);
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void Sizes_that_only_add_up_beyond_64_bits_leave_a_sum_that_is_not_negative()
    {
        const string Huge = "9223372036854775807";
        LayerIndex index = Indexed.Whole(new TarBuilder()
            .Pax(("GNU.sparse.map", "0,0"), ("GNU.sparse.realsize", Huge)).File("a").Pax(("GNU.sparse.map", "0,0"), ("GNU.sparse.realsize", Huge)).File("b"));
        Assert.Equal([long.MaxValue, long.MaxValue], Indexed.Entries(index).Select(entry => entry.Size));
        Assert.Equal(long.MaxValue, index.Size);
    }

    private static void Expect(Action<TarBuilder> add)
    {
        var tar = new TarBuilder().File("before", "b");
        add(tar);
        tar.File("after", "in step");
        LayerIndex index = Indexed.Whole(tar);
        Assert.Equal([("/before", 1), ("/d/sparse", 1 << 20), ("/after", 7)], Indexed.Entries(index).Select(entry => (entry.InnerPath, (int)entry.Size)));
        Assert.All(Indexed.Entries(index), entry => Assert.Equal(EntryType.File, entry.Type));
        Assert.Equal((1 << 20) + 8, index.Size);
        Assert.Empty(index.Warnings);
    }

    private static SparsePiece[] Pieces(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new SparsePiece(i * 2048L, HostileInput.Noise(i == count - 1 ? 8 : 512, i)))];
}
