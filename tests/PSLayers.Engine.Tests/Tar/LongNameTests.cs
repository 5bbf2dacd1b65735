using System.Text;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class LongNameTests
{
    private static readonly string Long = string.Join('/', Enumerable.Repeat("0123456789", 30)) + "/" + new string('n', 120);

    [Theory]
    [InlineData(TarDialect.Ustar, 99)]
    [InlineData(TarDialect.Ustar, 100)]
    [InlineData(TarDialect.Ustar, 101)]
    [InlineData(TarDialect.Ustar, 260)]
    [InlineData(TarDialect.Gnu, 100)]
    [InlineData(TarDialect.Gnu, 101)]
    [InlineData(TarDialect.Gnu, 511)]
    [InlineData(TarDialect.Gnu, 512)]
    [InlineData(TarDialect.Gnu, 4096)]
    [InlineData(TarDialect.Pax, 101)]
    [InlineData(TarDialect.Pax, 4096)]
    public void Names_and_targets_as_long_as_a_path_can_be_are_read_in_every_dialect(TarDialect dialect, int length)
    {
        string name = new('n', length);
        LayerEntry[] entries = Indexed.Entries(new TarBuilder(dialect).File(name, "data").Symlink("s", name).File("after"));
        Assert.Equal(["/" + name, "/s", "/after"], entries.Select(entry => entry.InnerPath));
        Assert.Equal([null, name, null], entries.Select(entry => entry.LinkTarget));
        Assert.Equal([4, 0, 0], entries.Select(entry => entry.Size));
    }

    [Fact]
    public void The_ustar_prefix_stands_in_front_of_the_name()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Path = "name", Prefix = "pre/fix"u8.ToArray() }));
        Assert.Equal("/pre/fix/name", entry.InnerPath);
        Assert.Equal("pre/fix/name"u8.ToArray(), entry.RawName);
    }

    [Fact]
    public void A_full_prefix_and_a_full_name_have_no_NUL_between()
    {
        string prefix = new('p', 155), name = new('n', 100);
        Assert.Equal($"/{prefix}/{name}", Indexed.Single(new TarBuilder().Entry(
            new TarEntrySpec { Path = name, Prefix = Encoding.ASCII.GetBytes(prefix) })).InnerPath);
    }

    [Fact]
    public void GNU_headers_have_times_where_ustar_has_the_prefix() =>
        Assert.Equal("/name", Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "name",
            Dialect = TarDialect.Gnu,
            Patch = header => "14567012345\0"u8.CopyTo(header.AsSpan(345)),
        })).InnerPath);

    [Fact]
    public void Star_headers_have_times_at_the_end_of_the_prefix() =>
        Assert.Equal("/pre/name", Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "name",
            Prefix = "pre"u8.ToArray(),
            Patch = header =>
            {
                "14567012345\0"u8.CopyTo(header.AsSpan(476));
                "tar\0"u8.CopyTo(header.AsSpan(508));
            },
        })).InnerPath);

    [Fact]
    public void A_v7_header_has_no_prefix() =>
        Assert.Equal("/name", Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "name",
            Dialect = TarDialect.V7,
            Patch = header => "junk"u8.CopyTo(header.AsSpan(345)),
        })).InnerPath);

    [Fact]
    public void GNU_long_names_and_targets_come_in_either_order_and_serve_one_entry()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .GnuLongLink("target-" + Long).GnuLongName(Long).Symlink("cut", "cut")
            .GnuLongName("2" + Long).GnuLongLink("target2-" + Long).Symlink("cut", "cut")
            .Symlink("short", "s"));
        Assert.Equal(["/" + Long, "/2" + Long, "/short"], entries.Select(entry => entry.InnerPath));
        Assert.Equal(["target-" + Long, "target2-" + Long, "s"], entries.Select(entry => entry.LinkTarget));
    }

    [Fact]
    public void A_GNU_long_name_with_or_without_its_NUL_is_the_same() =>
        Assert.Equal(["/abc", "/abc", "/abc"], Indexed.Paths(Indexed.Whole(new TarBuilder()
            .Declared('L', 3, "abc"u8.ToArray()).File("x")
            .Declared('L', 4, "abc\0"u8.ToArray()).File("x")
            .Declared('L', 9, "abc\0junk\0"u8.ToArray()).File("x"))));

    [Fact]
    public void A_pax_path_wins_over_the_prefix() =>
        Assert.Equal("/pax", Indexed.Single(new TarBuilder().Pax(("path", "pax"))
            .Entry(new TarEntrySpec { Path = "name", Prefix = "prefix"u8.ToArray() })).InnerPath);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GNU_long_names_and_targets_win_over_pax_records_in_either_order_as_in_Go(bool paxFirst)
    {
        var tar = new TarBuilder();
        if (paxFirst)
            tar.Pax(("path", "pax"), ("linkpath", "pax-target"));
        tar.GnuLongName("gnu").GnuLongLink("gnu-target");
        if (!paxFirst)
            tar.Pax(("path", "pax"), ("linkpath", "pax-target"));
        LayerEntry entry = Indexed.Single(tar.Symlink("name", "target"));
        Assert.Equal(("/gnu", "gnu-target"), (entry.InnerPath, entry.LinkTarget));
    }

    [Fact]
    public void An_empty_GNU_long_name_or_target_says_nothing_and_takes_back_the_one_before()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().GnuLongName("a").GnuLongLink("b").GnuLongName("").GnuLongLink("").Symlink("name", "/evil"));
        Assert.Equal(("/name", "/evil"), (entry.InnerPath, entry.LinkTarget));
    }

    [Theory]
    [InlineData("pre/fix", "/pre/fix/name")]
    [InlineData("pr\u00E9", "/name")]
    public void A_prefix_with_the_magic_of_GNU_counts_where_it_is_no_times(string prefix, string path) =>
        Assert.Equal(path, Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "name",
            Dialect = TarDialect.Gnu,
            Patch = header => Encoding.UTF8.GetBytes(prefix).CopyTo(header.AsSpan(345)),
        })).InnerPath);

    [Fact]
    public void A_magic_that_is_neither_of_the_two_makes_a_v7_header()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "name",
            User = "root",
            Prefix = "pre"u8.ToArray(),
            Patch = header => "ustar 00"u8.CopyTo(header.AsSpan(257)),
        }));
        Assert.Equal(("/name", ""), (entry.InnerPath, entry.User));
    }

    [Fact]
    public void A_directory_with_a_long_name_is_a_directory()
    {
        foreach (TarDialect dialect in (TarDialect[])[TarDialect.Ustar, TarDialect.Gnu, TarDialect.Pax])
            Assert.Equal(("/" + Long, EntryType.Directory), Indexed.Single(new TarBuilder(dialect).Directory(Long)) is var entry ? (entry.InnerPath, entry.Type) : default);
    }
}
