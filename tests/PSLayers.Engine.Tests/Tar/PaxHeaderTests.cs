using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class PaxHeaderTests
{
    [Fact]
    public void The_last_of_two_records_counts()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(("path", "first"), ("mtime", "1"), ("path", "last"), ("mtime", "2")).File("f"));
        Assert.Equal("/last", entry.InnerPath);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(2), entry.LastWriteTime);
    }

    [Fact]
    public void A_value_may_contain_equals_signs_and_newlines() =>
        Assert.Equal("/a=b=c␊d", Indexed.Single(new TarBuilder().Pax(("path", "a=b=c\nd")).File("f")).InnerPath);

    [Theory]
    [InlineData("path", "a\0b", "/a␀b")]
    [InlineData("linkpath", "a\0b", "/f")]
    [InlineData("key\0word", "x", "/f")]
    [InlineData("atime", "soon", "/f")]
    [InlineData("ctime", ".5", "/f")]
    [InlineData("GNU.sparse.numbytes", "1", "/f")]
    [InlineData("GNU.sparse.offset", "1,2", "/f")]
    public void What_engines_refuse_is_shown_and_said(string keyword, string value, string path)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax((keyword, value), ("mtime", "5")).File("f"));
        LayerEntry entry = Assert.Single(Indexed.Entries(index));
        Assert.Equal((path, 5), (entry.InnerPath, entry.LastWriteTime.ToUnixTimeSeconds()));
        Assert.Contains("engines refuse such a layer", Assert.Single(index.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_that_claims_to_be_a_sparse_file_is_one_and_said()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax(("GNU.sparse.map", "0,1"), ("GNU.sparse.name", "x"), ("GNU.sparse.size", "1")).Directory("d"));
        LayerEntry entry = Assert.Single(Indexed.Entries(index));
        Assert.Equal(("/d", EntryType.Directory, RowFlags.None), (entry.InnerPath, entry.Type, entry.Row.Flags & RowFlags.Sparse));
        Assert.Contains("sparse", Assert.Single(index.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_is_no_UTF8_stays_whole()
    {
        byte[] name = [.. "caf"u8, 0xE9];
        Assert.Equal(name, Indexed.Single(new TarBuilder().Pax(new PaxRecords().Add("path", name)).File("f")).RawName);
    }

    [Fact]
    public void The_size_record_wins_over_the_header()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().EndBlocks(0)
            .Pax(("size", "700"))
            .Entry(new TarEntrySpec { Path = "big", Content = new byte[700], SizeField = PSLayers.Fixtures.TarNumber.Octal(0) })
            .File("next", "data"));
        Assert.Equal([("/big", 700), ("/next", 4)], Indexed.Entries(index).Select(entry => (entry.InnerPath, entry.Size)));
    }

    [Fact]
    public void Owners_names_and_links_stand_in_records()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(("uid", "3000000000"), ("gid", "4294967294"), ("uname", "änn"), ("gname", "all"),
            ("linkpath", "far/away"), ("mtime", "-1.5"), ("comment", "no more")).Symlink("s", "near"));
        Assert.Equal((3_000_000_000, 4_294_967_294, "änn", "all", "far/away"), (entry.Uid, entry.Gid, entry.User, entry.Group, entry.LinkTarget));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(-1.5), entry.LastWriteTime);
    }

    [Theory]
    [InlineData("uid", "77")]
    [InlineData("gid", "77")]
    [InlineData("uname", "ann")]
    [InlineData("mtime", "100")]
    [InlineData("path", "other")]
    [InlineData("linkpath", "there")]
    [InlineData("size", "1")]
    [InlineData("SCHILY.xattr.user.g", "v")]
    [InlineData("GNU.sparse.realsize", "1000")]
    public void A_global_header_says_nothing_of_the_entries_as_in_container_engines(string keyword, string value)
    {
        TarBuilder Entries(TarBuilder tar) => tar.Pax(("comment", "own")).File("f", "content", uid: 5).Symlink("l", "f").File("last", "1");
        IEnumerable<string> Lines(TarBuilder tar) => Indexed.Entries(tar).Select(entry =>
            $"{entry.InnerPath} {entry.Size} {entry.Uid}:{entry.Gid} {entry.User} {entry.LastWriteTime:o} {entry.LinkTarget} {entry.Xattrs?.Count}");

        Assert.Equal(Lines(Entries(new TarBuilder())), Lines(Entries(new TarBuilder().GlobalPax((keyword, value)))));
    }

    [Fact]
    public void An_attribute_of_one_entry_does_not_reach_the_next()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().Pax(("SCHILY.xattr.user.own", "o")).File("one").File("two"));

        Assert.Equal(["user.own"], entries[0].Xattrs!.Keys);
        Assert.Null(entries[1].Xattrs);
    }

    [Fact]
    public void Of_two_headers_the_last_counts_whole_as_in_Go()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(("uid", "7"), ("path", "x"), ("SCHILY.xattr.user.a", "v")).Pax(("mtime", "1")).File("f"));
        Assert.Equal(("/f", 0L, null), (entry.InnerPath, entry.Uid, entry.Xattrs));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1), entry.LastWriteTime);
    }

    [Fact]
    public void A_global_header_takes_what_stood_before_it_as_in_Go()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(("uid", "7")).GnuLongName("x").GnuLongLink("y").GlobalPax(("comment", "c")).Symlink("s", "t"));
        Assert.Equal(("/s", "t", 0L), (entry.InnerPath, entry.LinkTarget, entry.Uid));
    }

    [Theory]
    [InlineData("GNU.sparse.name")]
    [InlineData("GNU.sparse.size")]
    [InlineData("GNU.sparse.realsize")]
    [InlineData("GNU.sparse.numblocks")]
    public void A_sparse_record_alone_makes_no_sparse_file(string keyword)
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax((keyword, "9")).File("f", "data"));
        Assert.Equal(("/f", 4L, RowFlags.None), (entry.InnerPath, entry.Size, entry.Row.Flags & RowFlags.Sparse));
    }

    [Fact]
    public void An_empty_header_changes_nothing() =>
        Assert.Equal("/f", Indexed.Single(new TarBuilder().Pax(new PaxRecords()).File("f")).InnerPath);

    [Fact]
    public void The_header_of_Solaris_is_an_entry_of_no_known_type_as_in_Go() =>
        Assert.Equal([EntryType.Other, EntryType.File], Indexed.Entries(new TarBuilder().Declared('X', 10, "10 path=x\n"u8.ToArray()).File("f")).Select(entry => entry.Type));

    [Fact]
    public void The_length_of_a_record_may_have_zeros_in_front_and_a_sign()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder()
            .Pax(new PaxRecords().AddWithLength(new string('0', 29) + "39", "path", "x").AddWithLength("+10", "uid", "7")).File("f"));
        Assert.Empty(index.Warnings);
        Assert.Equal(("/x", 7L), (Indexed.Entries(index)[0].InnerPath, Indexed.Entries(index)[0].Uid));
    }

    [Theory]
    [InlineData("\0\0\0")]
    [InlineData("99999 path=y\n")]
    [InlineData("3 path=y\n")]
    [InlineData("-10 path=y\n")]
    [InlineData("path=y\n")]
    [InlineData("x path=y\n")]
    [InlineData("10 path=yz")]
    [InlineData("99999999999999999999 path=y\n")]
    [InlineData("8 pathy\n")]
    [InlineData("5 =y\n")]
    public void A_malformed_record_is_warned_of_and_those_before_count(string record)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder()
            .Pax(new PaxRecords().Add("path", "x").Raw(System.Text.Encoding.ASCII.GetBytes(record))).File("f").File("next"));
        Assert.Equal(["/x", "/next"], Indexed.Paths(index));
        ImageWarning warning = Assert.Single(index.Warnings);
        Assert.Equal(ImageErrorId.TarEntryOdd, warning.ErrorId);
        Assert.Contains("offset 0", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("uid")]
    [InlineData("gid")]
    [InlineData("mtime")]
    [InlineData("size")]
    public void A_number_that_is_none_is_warned_of_and_the_header_counts(string keyword)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax((keyword, "many"), ("path", "p")).File("f", "data", uid: 7, gid: 8));
        LayerEntry entry = Indexed.Entries(index)[0];
        Assert.Equal("/p", entry.InnerPath);
        Assert.Equal((7, 8, 4, (long)TarEntrySpec.DefaultTime), (entry.Uid, entry.Gid, entry.Size, entry.LastWriteTime.ToUnixTimeSeconds()));
        Assert.Contains(keyword, Assert.Single(index.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extended_header_without_an_entry_ends_the_layer_too_early()
    {
        LayerIndex index = Indexed.EveryWay(new TarBuilder().File("f").Pax(("path", "x")).EndBlocks(0).Build());
        Assert.Equal((ImageErrorId.LayerTruncated, 512L), (index.Damage!.ErrorId, index.Damage.Offset));
        Assert.Equal(1, index.Count);
    }
}
