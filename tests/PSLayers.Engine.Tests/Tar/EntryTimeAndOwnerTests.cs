using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using Field = PSLayers.Fixtures.TarNumber;

namespace PSLayers.Tar;

public sealed class EntryTimeAndOwnerTests
{
    [Theory]
    [InlineData("2024-01-02T03:04:05.1234567Z")]
    [InlineData("1969-12-31T23:59:58.5Z")]
    [InlineData("1901-01-01T00:00:00Z")]
    [InlineData("2106-02-07T06:28:16Z")]
    [InlineData("2500-01-01T00:00:00.0000001Z")]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public void Times_are_exact_to_100_ns_in_every_dialect(string time)
    {
        DateTimeOffset expected = DateTimeOffset.Parse(time, null);
        foreach (TarDialect dialect in (TarDialect[])[TarDialect.Ustar, TarDialect.Gnu, TarDialect.Pax])
            Assert.Equal(expected, Indexed.Single(new TarBuilder(dialect).File("f", mtime: expected)).LastWriteTime);
    }

    [Fact]
    public void Times_beyond_the_calendar_become_its_first_or_last()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "a", TimeField = Field.Base256(long.MaxValue) })
            .Entry(new TarEntrySpec { Path = "b", TimeField = Field.Base256(long.MinValue) })
            .Pax(("mtime", "999999999999")).File("c")
            .Pax(("mtime", "-999999999999")).File("d")
            .Pax(("mtime", "9223372036854775807.5")).File("e")
            .Pax(("mtime", "-9223372036854775808.5")).File("f"));
        Assert.Equal([DateTimeOffset.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, DateTimeOffset.MinValue],
            entries.Select(entry => entry.LastWriteTime));
    }

    [Fact]
    public void A_time_that_is_no_number_is_1970_and_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "f", TimeField = Field.Text("yesterday") }));
        Assert.Equal(DateTimeOffset.UnixEpoch, Indexed.Entries(index)[0].LastWriteTime);
        Assert.Equal(ImageErrorId.TarEntryOdd, Assert.Single(index.Warnings).ErrorId);
    }

    [Theory]
    [InlineData(TarDialect.Gnu)]
    [InlineData(TarDialect.Pax)]
    public void Owners_may_be_great_numbers(TarDialect dialect)
    {
        LayerEntry entry = Indexed.Single(new TarBuilder(dialect).File("f", uid: 3_000_000_000, gid: 4_294_967_294));
        Assert.Equal((3_000_000_000, 4_294_967_294), (entry.Uid, entry.Gid));
    }

    [Fact]
    public void Empty_owner_fields_are_0_in_the_first_entry_and_after_others()
    {
        TarEntrySpec Empty(string path) => new() { Path = path, UidField = Field.Nul, GidField = Field.Nul };
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().Entry(Empty("a")).File("b", uid: 1000, gid: 1000).Entry(Empty("c")));
        Assert.Equal([(0, 0), (1000, 1000), (0, 0)], entries.Select(entry => (entry.Uid, entry.Gid)));
        LayerEntry[] late = Indexed.Entries(new TarBuilder().Pax(("uid", "1000")).File("b").Entry(Empty("c")));
        Assert.Equal([1000, 0], late.Select(entry => entry.Uid));
    }

    [Fact]
    public void Numbers_are_read_in_every_way_they_are_written()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "a", UidField = Field.Octal(1000), GidField = Field.SpacedOctal(1001) })
            .Entry(new TarEntrySpec { Path = "b", UidField = Field.UnterminatedOctal(1000), GidField = Field.AllSevens })
            .Entry(new TarEntrySpec { Path = "c", UidField = Field.Base256(1L << 33), GidField = Field.Base256(-2) })
            .Entry(new TarEntrySpec { Path = "d", UidField = Field.Blank, GidField = Field.Nul })
            .Entry(new TarEntrySpec { Path = "e", SizeField = Field.Base256(700), Content = new byte[700] })
            .Entry(new TarEntrySpec { Path = "f", SizeField = Field.UnterminatedOctal(700), Content = new byte[700] })
            .Entry(new TarEntrySpec { Path = "g", SizeField = Field.SpacedOctal(700), Content = new byte[700] })
            .Entry(new TarEntrySpec { Path = "h", SizeField = Field.Blank }));
        Assert.Equal([(1000, 1001), (1000, 16_777_215), (1L << 33, -2), (0, 0)], entries[..4].Select(entry => (entry.Uid, entry.Gid)));
        Assert.Equal([700, 700, 700, 0], entries[4..].Select(entry => entry.Size));
    }

    [Fact]
    public void Owners_have_the_names_that_stand_beside_their_numbers()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .File("a", user: "ann", group: "staff").File("b", user: "ann", group: "staff").File("c", user: "bob", group: "staff")
            .File("d", user: "änn", group: "").File("e", user: "änn", group: "").File("f", user: new string('u', 32), group: new string('g', 32)));
        Assert.Equal([("ann", "staff"), ("ann", "staff"), ("bob", "staff"), ("änn", ""), ("änn", ""), (new string('u', 32), new string('g', 32))],
            entries.Select(entry => (entry.User, entry.Group)));
        Assert.Equal(entries[3].Row.Owner, entries[4].Row.Owner);
        Assert.NotEqual(entries[0].Row.Owner, entries[2].Row.Owner);
    }

    [Fact]
    public void An_owner_that_is_no_number_is_root_and_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "f", UidField = Field.Text("root"), GidField = Field.Text("-1") }));
        Assert.Equal((0, 0), (Indexed.Entries(index)[0].Uid, Indexed.Entries(index)[0].Gid));
        Assert.Equal(2, index.Warnings.Count);
    }
}
