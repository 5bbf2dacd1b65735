using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Tar;

/// <summary>Whoever writes a layer anew copies entries as they stand: with all their headers, known records or not.</summary>
public sealed class HeaderPlaceTests
{
    private static readonly byte[] Text = new byte[700];

    private static TarBuilder Everything() => new TarBuilder()
        .Directory("d")
        .File("d/plain", Text)
        .Pax(("mtime", "1700000000.123456789"), ("VENDOR.secret", "nobody knows it")).File("exact", Text)
        .GnuLongName(new string('n', 300)).GnuLongLink(new string('t', 300)).Symlink("short", "target")
        .Pax(("path", "behind/two")).Pax(("uid", "70000")).File("x", Text)
        .GnuSparse("old", 1 << 20, Pieces(30))
        .PaxSparse00("sparse00", 1 << 20, Pieces(3))
        .PaxSparse10("sparse10", 1 << 20, Pieces(3))
        .HardLink("again", "d/plain")
        .CharDevice("null", 1, 3)
        .Whiteout("gone");

    [Fact]
    public void Entries_that_are_copied_from_their_first_header_on_are_the_same()
    {
        byte[] tar = Everything().Build();
        LayerIndex index = Indexed.Whole(tar);
        int[] order = [.. Enumerable.Range(0, index.Count).Reverse()];
        var copy = new TarBuilder();
        foreach (int row in order)
            copy.Raw(tar[(int)index.Row(row).HeaderOffset..EndOf(index, row, tar)]);

        LayerIndex again = Indexed.Whole(copy.Build());

        Assert.Equal(order.Select(row => Facts(index, row)), Enumerable.Range(0, again.Count).Select(row => Facts(again, row)));
    }

    [Fact]
    public void The_headers_of_an_entry_begin_where_the_data_before_them_ends()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File("a", Text).Pax(("mtime", "1.5")).File("b", Text).File("c"));

        Assert.Equal([0, 512 + 1024, 512 + 1024 + 1536 + 1024], Enumerable.Range(0, 3).Select(row => index.Row(row).HeaderOffset));
        Assert.Equal([512, 512 + 1024 + 1536, 512 + 1024 + 1536 + 1024 + 512], Enumerable.Range(0, 3).Select(row => index.Row(row).DataOffset));
    }

    [Fact]
    public void A_global_header_is_no_part_of_an_entry()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().File("a").GlobalPax(("uname", "ann")).File("b").Pax(("uid", "5")).File("c"));

        Assert.Equal([512L, 512, 1536], Enumerable.Range(0, 3).Select(row => index.Row(row).DataOffset - index.Row(row).HeaderOffset));
    }

    [Fact]
    public void Times_keep_their_nanoseconds()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax(("mtime", "1700000000.123456789")).File("a").File("b").Pax(("mtime", "-0.000000001")).File("c"));

        Assert.Equal([89, 0, 99], Enumerable.Range(0, 3).Select(row => index.Row(row).Nanoseconds));
        Assert.Equal([1_234_567, 9_999_999], new[] { 0, 2 }.Select(row => Indexed.Entries(index)[row].LastWriteTime.Ticks % TimeSpan.TicksPerSecond));
    }

    [Fact]
    public void A_row_takes_48_bytes() => Assert.Equal(48, System.Runtime.CompilerServices.Unsafe.SizeOf<LayerRow>());

    [Fact]
    public void Headers_of_one_entry_do_not_pile_up_without_end()
    {
        var tar = new TarBuilder().File("first");
        for (int i = 0; i < 100; i++)
            tar.Pax(("comment", "again"));
        Assert.Null(Indexed.Read(tar.File("last").Build()).Damage);

        LayerIndex index = Indexed.Read(tar.Build(), limits: new PSLayers.Limits.ReadLimits { EntryHeaders = 10_000 });

        Assert.Equal(Errors.ImageErrorId.TarHeaderTooLarge, index.Damage?.ErrorId);
        Assert.Equal(["/first"], Indexed.Paths(index));
    }

    private static SparsePiece[] Pieces(int count) => [.. Enumerable.Range(0, count).Select(i => new SparsePiece(i * 4096, new byte[512]))];

    private static int EndOf(LayerIndex index, int row, byte[] tar) =>
        row + 1 < index.Count ? (int)index.Row(row + 1).HeaderOffset : tar.Length - 1024;

    private static string Facts(LayerIndex index, int row)
    {
        LayerEntry entry = Indexed.Entries(index)[row];
        return $"{entry.InnerPath} {entry.Type} {entry.Size} {entry.Uid} {entry.LastWriteTime:O} {entry.Row.Nanoseconds} {entry.LinkTarget} {entry.DeviceMajor} {entry.Row.DataOffset - entry.Row.HeaderOffset}";
    }
}
