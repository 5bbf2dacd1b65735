using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using Field = PSLayers.Fixtures.TarNumber;

namespace PSLayers.Tar;

public sealed class EntryTypeTests
{
    [Theory]
    [InlineData('0', EntryType.File)]
    [InlineData('\0', EntryType.File)]
    [InlineData('7', EntryType.File)]
    [InlineData('1', EntryType.HardLink)]
    [InlineData('2', EntryType.SymbolicLink)]
    [InlineData('3', EntryType.CharacterDevice)]
    [InlineData('4', EntryType.BlockDevice)]
    [InlineData('5', EntryType.Directory)]
    [InlineData('D', EntryType.Directory)]
    [InlineData('6', EntryType.Fifo)]
    [InlineData('V', EntryType.Other)]
    [InlineData('M', EntryType.Other)]
    [InlineData('Z', EntryType.Other)]
    [InlineData(' ', EntryType.Other)]
    public void The_typeflag_says_what_an_entry_is(char flag, EntryType type)
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().Entry(new TarEntrySpec { Path = "e", TypeFlag = (byte)flag }).File("next"));
        Assert.Equal([type, EntryType.File], entries.Select(entry => entry.Type));
    }

    [Fact]
    public void An_unknown_type_is_listed_and_its_data_passed_over()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "volume", TypeFlag = (byte)'V', Content = new byte[700] }).File("next", "data"));
        Assert.Equal([("/volume", 0), ("/next", 4)], entries.Select(entry => (entry.InnerPath, entry.Size)));
    }

    [Fact]
    public void A_v7_file_with_a_slash_behind_is_a_directory_without_data()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "dir/", TypeFlag = 0, Dialect = TarDialect.V7, SizeField = Field.Octal(700) })
            .Entry(new TarEntrySpec { Path = "dir/file", TypeFlag = 0, Dialect = TarDialect.V7, Content = "x"u8.ToArray() }));
        Assert.Equal([("/dir", EntryType.Directory), ("/dir/file", EntryType.File)], entries.Select(entry => (entry.InnerPath, entry.Type)));
        Assert.Equal(("", ""), (entries[0].User, entries[0].Group));
    }

    [Fact]
    public void A_prefix_without_a_name_makes_a_directory_of_an_old_file() =>
        Assert.Equal(("/dir", EntryType.Directory), Indexed.Single(new TarBuilder().Entry(new TarEntrySpec
        {
            Path = "",
            Prefix = "dir"u8.ToArray(),
            TypeFlag = 0,
        })) is var entry ? (entry.InnerPath, entry.Type) : default);

    [Theory]
    [InlineData('5')]
    [InlineData('2')]
    public void The_size_of_what_has_no_data_says_nothing(char flag)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax(("size", "-5"))
            .Entry(new TarEntrySpec { Path = "e", TypeFlag = (byte)flag, Target = "t", SizeField = Field.Base256(-1) }).File("next"));
        Assert.Equal(["/e", "/next"], Indexed.Paths(index));
        Assert.Empty(index.Warnings);
    }

    [Fact]
    public void What_engines_refuse_in_headers_is_shown_and_said()
    {
        TarEntrySpec[] entries =
        [
            new() { Path = "device", Patch = header => "9"u8.CopyTo(header.AsSpan(329)) },
            new() { Path = "time", TimeField = Field.Text("9"), Pax = new PaxRecords().Add("mtime", "5") },
            new() { Path = "owner", UidField = Field.Text("9"), Pax = new PaxRecords().Add("uid", "5") },
            new() { Path = "size", SizeField = Field.Text("9"), Pax = new PaxRecords().Add("size", "0") },
            new() { Path = "link", TypeFlag = (byte)'2' },
            new() { Path = "./" },
        ];
        foreach (TarEntrySpec entry in entries)
        {
            LayerIndex index = Indexed.Whole(new TarBuilder().Entry(entry).File("next"));
            Assert.Equal(2, index.Count);
            Assert.Equal(ImageErrorId.TarEntryOdd, Assert.Single(index.Warnings).ErrorId);
        }
    }

    [Fact]
    public void A_file_of_the_type_0_stays_one_with_a_slash_behind_its_name()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Path = "etc/cron.d/evil/", TypeFlag = (byte)'0', Content = "x"u8.ToArray() }));
        Assert.Equal(("/etc/cron.d/evil", EntryType.File, 1L), (entry.InnerPath, entry.Type, entry.Size));
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('3')]
    [InlineData('4')]
    [InlineData('5')]
    [InlineData('6')]
    public void A_size_without_data_is_ignored_where_the_type_has_none(char flag)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder()
            .Entry(new TarEntrySpec { Path = "e", TypeFlag = (byte)flag, Target = "t", SizeField = Field.Octal(70_000) })
            .File("next", "data"));
        Assert.Equal([("/e", 0), ("/next", 4)], Indexed.Entries(index).Select(entry => (entry.InnerPath, entry.Size)));
        Assert.Equal((4, 1), (index.FileSize, index.FileCount));
    }

    [Fact]
    public void Links_keep_their_target_as_it_is_written()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().Symlink("a/s", "../../x/./y//z").Symlink("t", "/abs").HardLink("h", "./a/f").File("f"));
        Assert.Equal(["../../x/./y//z", "/abs", "./a/f", null], entries.Select(entry => entry.LinkTarget));
        Assert.Equal([EntryType.SymbolicLink, EntryType.SymbolicLink, EntryType.HardLink, EntryType.File], entries.Select(entry => entry.Type));
    }

    [Fact]
    public void A_link_field_of_a_file_is_no_target() =>
        Assert.Null(Indexed.Single(new TarBuilder().Entry(new TarEntrySpec { Path = "f", Target = "junk" })).LinkTarget);

    [Fact]
    public void Devices_have_numbers_and_others_have_none()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder().CharDevice("null", 1, 3).BlockDevice("sda", 8, 0).Fifo("pipe").File("f"));
        Assert.Equal([(1L, 3L), (8L, 0L), (null, null), (null, null)], entries.Select(entry => (entry.DeviceMajor, entry.DeviceMinor)));
    }

    [Fact]
    public void Device_numbers_in_pax_records_are_not_read_as_in_Go()
    {
        LayerEntry entry = Indexed.Single(new TarBuilder().Pax(("SCHILY.devmajor", "4096"), ("SCHILY.devminor", "9999999")).CharDevice("d", 1, 3));
        Assert.Equal((1L, 3L), (entry.DeviceMajor, entry.DeviceMinor));
    }

    [Fact]
    public void A_char_device_0_0_is_a_device_and_no_whiteout()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().CharDevice("gone", 0, 0));
        Assert.Equal(EntryType.CharacterDevice, Indexed.Entries(index)[0].Type);
        Assert.Equal(0, index.WhiteoutCount);
    }

    [Fact]
    public void Modes_keep_setuid_setgid_and_sticky_and_lose_the_type_bits()
    {
        LayerEntry[] entries = Indexed.Entries(new TarBuilder()
            .File("su", mode: 0b100_111_101_101).File("sg", mode: 0b010_111_101_101).Directory("tmp", mode: 0b001_111_111_111)
            .Entry(new TarEntrySpec { Path = "typed", ModeField = Field.Octal(0b1_000_110_100_100 | 0x8000) }));
        Assert.Equal(["-rwsr-xr-x", "-rwxr-sr-x", "drwxrwxrwt", "-rw-r--r--"], entries.Select(entry => entry.ModeString));
        Assert.Equal(0b000_110_100_100, entries[3].Mode);
    }

    [Fact]
    public void A_mode_that_is_no_number_is_0_and_warned_of()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "f", ModeField = Field.Text("what") }).File("g"));
        Assert.Equal(0, Indexed.Entries(index)[0].Mode);
        ImageWarning warning = Assert.Single(index.Warnings);
        Assert.Equal((ImageErrorId.TarEntryOdd, "layer, at offset 0: the mode in the tar header is no number and is read as 0."), (warning.ErrorId, warning.Message));
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('5')]
    public void A_directory_whose_size_is_no_number_is_warned_of(char flag)
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Entry(new TarEntrySpec { Path = "d/", TypeFlag = (byte)flag, SizeField = Field.Text("90") }).File("g"));

        Assert.Equal([EntryType.Directory, EntryType.File], Indexed.Entries(index).Select(entry => entry.Type));
        Assert.Contains("the size in the tar header is no number", Assert.Single(index.Warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_the_targets_of_symbolic_links_make_the_size_and_further_names_and_markers_count_nothing()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Directory("d").File("d/a", "12345").File("d/b", "123").HardLink("d/c", "d/a", size: 5)
            .Symlink("d/s", "/usr/é").Whiteout("d/x").Opaque("d"));
        Assert.Equal((7, 2, 1, 2), (index.Count, index.FileCount, index.SymbolicLinkCount, index.WhiteoutCount));
        Assert.Equal((15, 8, 7), (index.Size, index.FileSize, index.LinkSize));
    }
}
