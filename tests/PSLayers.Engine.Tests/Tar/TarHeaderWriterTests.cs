using System.Formats.Tar;
using System.Globalization;
using System.Text;
using CsCheck;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>What is written of an entry is read back as it was meant: by ourselves, by .NET, and by GNU tar.</summary>
public sealed class TarHeaderWriterTests
{
    private const long Second = TimeSpan.TicksPerSecond;

    [Fact]
    public void An_ordinary_entry_is_one_ustar_header()
    {
        byte[] headers = TarHeaderWriter.Headers(File("usr/bin/env") with { Mode = 0b111_101_101, Uid = 33, Gid = 34, Time = 1_700_000_000 * Second, Size = 5 });

        Assert.Equal(512, headers.Length);
        Assert.Equal("ustar\000", Encoding.ASCII.GetString(headers, 257, 8));
        Assert.Equal("0000755", Encoding.ASCII.GetString(headers, 100, 7));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Names_of_any_length_come_back(int length)
    {
        string name = string.Concat(Enumerable.Range(0, length / 4 + 1).Select(number => $"{number % 1000:D3}/"))[..length].TrimEnd('/');
        byte[] bytes = Encoding.ASCII.GetBytes(name);

        Assert.Equal(name, Single(File("x") with { Name = bytes }).InnerPath[1..]);
        Assert.Equal(name, Single(new EntryHeader { Name = bytes, Type = EntryType.Directory }).InnerPath[1..]);
        LayerEntry link = Single(new EntryHeader { Name = "l"u8.ToArray(), Type = EntryType.SymbolicLink, LinkTarget = bytes });
        Assert.Equal(name, link.LinkTarget);
    }

    [Fact]
    public void A_name_that_ustar_can_part_at_a_slash_needs_no_extended_header()
    {
        string name = new string('a', 154) + "/" + new string('b', 100);

        Assert.Equal(512, TarHeaderWriter.Headers(File(name)).Length);
        Assert.Equal("/" + name, Single(File(name)).InnerPath);
    }

    [Fact]
    public void A_parted_name_stands_in_the_records_too_where_there_are_some()
    {
        string name = new string('a', 90) + "/" + new string('b', 90);

        using var reader = new TarReader(new MemoryStream(Tar([File(name) with { Nanoseconds = 1 }])));

        Assert.Equal(name, reader.GetNextEntry()!.Name);
    }

    [Theory]
    [InlineData("ürümqi/日本語")]
    [InlineData("a name with blanks\nand lines")]
    public void Names_that_are_not_ASCII_come_back(string name) => Assert.Equal(Encoding.UTF8.GetBytes(name), Single(File(name)).RawName);

    [Fact]
    public void Names_that_are_no_text_come_back()
    {
        byte[] name = [0xFF, (byte)'/', 0x80, (byte)'a'];

        Assert.Equal(name, Single(File("x") with { Name = name }).RawName);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2_097_151, 2_097_151)]
    [InlineData(2_097_152, 0)]
    [InlineData(0, 4_294_967_294)]
    public void Owners_of_any_number_come_back(long uid, long gid)
    {
        LayerEntry entry = Single(File("a") with { Uid = uid, Gid = gid, User = "www-data", Group = "gröup" });

        Assert.Equal((uid, gid, "www-data", "gröup"), (entry.Uid, entry.Gid, entry.User, entry.Group));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(-5_000_000_000, 99)]
    [InlineData(-1 * Second, 0)]
    [InlineData(1_700_000_000 * Second + 1_234_567, 89)]
    [InlineData(200_000_000_000 * Second, 0)]
    public void Times_come_back_to_the_nanosecond(long ticks, int nanoseconds)
    {
        LayerEntry entry = Single(File("a") with { Time = ticks, Nanoseconds = nanoseconds });

        Assert.Equal((ticks, nanoseconds), (entry.Row.Time, entry.Row.Nanoseconds));
    }

    [Fact]
    public void Attributes_come_back_in_an_order_that_is_always_the_same()
    {
        var attributes = new Dictionary<string, byte[]> { ["user.b"] = [0, 10, 61], ["security.capability"] = [1, 0, 0, 2], ["user.a"] = [] };
        EntryHeader entry = File("a") with { Xattrs = attributes };

        Assert.Equal(attributes.Where(a => a.Value.Length > 0), Single(entry).Xattrs!.Where(a => a.Value.Length > 0).OrderByDescending(a => a.Key));
        Assert.Equal(TarHeaderWriter.Headers(entry), TarHeaderWriter.Headers(entry with { Xattrs = attributes.Reverse().ToDictionary() }));
    }

    [Fact]
    public void Names_that_no_header_can_have_are_left_out()
    {
        LayerEntry entry = Single(File("a") with { User = "us\u2400er", Xattrs = new Dictionary<string, byte[]> { ["a=b"] = [1], ["n\u2400l"] = [1], [""] = [1], ["user.x"] = [1] } });

        Assert.Equal("us", entry.User);
        Assert.Equal(["user.x"], entry.Xattrs!.Keys);
    }

    [Fact]
    public void A_file_of_many_gigabytes_says_how_long_it_is()
    {
        const long Size = 9L << 30;
        byte[] headers = TarHeaderWriter.Headers(File("big") with { Size = Size });

        Assert.True(headers.Length > 512);
        Assert.Equal(Size, Indexed.Read(headers).Row(0).Size);
    }

    [Fact]
    public void Devices_come_back()
    {
        LayerEntry entry = Single(new EntryHeader { Name = "d"u8.ToArray(), Type = EntryType.BlockDevice, DeviceMajor = 8, DeviceMinor = 3_000_000 });

        Assert.Equal((8L, 3_000_000L), (entry.DeviceMajor!.Value, entry.DeviceMinor!.Value));
    }

    [Fact]
    public void Any_entry_is_read_back_as_it_was_meant() => Entries.Sample(entries =>
    {
        byte[] tar = Tar(entries);
        LayerEntry[] read = Indexed.Entries(Indexed.Whole(tar));
        Assert.Equal(entries.Length, read.Length);
        for (int i = 0; i < entries.Length; i++)
            Assert.Equal(Facts(entries[i]), Facts(read[i]));
        CompareWithFramework(entries, tar);
    }, iter: 500);

    [ToolFact("tar")]
    public void GNU_tar_lists_what_was_meant()
    {
        using var folder = new TempFolder();
        EntryHeader[] entries =
        [
            new EntryHeader { Name = Encoding.UTF8.GetBytes(new string('d', 120)), Type = EntryType.Directory, Mode = 0x1ED, Uid = 3_000_000, Gid = 7, Time = 86400 * Second },
            File("plain") with { Mode = 0x1A4, Size = 3, Time = 86400 * Second },
            File("日本/ü" + new string('x', 90)) with { Mode = 0x9ED, Time = -86400 * Second },
            new EntryHeader { Name = "hard"u8.ToArray(), Type = EntryType.HardLink, LinkTarget = "plain"u8.ToArray(), Mode = 0x1A4 },
            new EntryHeader { Name = "soft"u8.ToArray(), Type = EntryType.SymbolicLink, LinkTarget = Encoding.UTF8.GetBytes("ü" + new string('t', 150)), Mode = 0x1FF },
        ];

        string listed = CommandLine.RunText("tar", "--numeric-owner", "--quoting-style=literal", "--full-time", "-tvf", folder.Write("a.tar", Tar(entries)));

        string[] lines = [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal(
            [
                $"drwxr-xr-x 3000000/7 0 1970-01-02 00:00:00 {new string('d', 120)}/",
                "-rw-r--r-- 0/0 3 1970-01-02 00:00:00 plain",
                $"-rwsr-xr-x 0/0 0 1969-12-31 00:00:00 日本/ü{new string('x', 90)}",
                "hrw-r--r-- 0/0 0 1970-01-01 00:00:00 hard link to plain",
                $"lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 soft -> ü{new string('t', 150)}",
            ], lines);
    }

    private static Gen<EntryHeader[]> Entries { get; } = Gen.Select(
        Gen.Select(Gen.Char["ab.é日 -"].Array[1, 50].Select(letters => new string(letters)), Gen.Int[1, 8]),
        Gen.Int[0, 3], Gen.Int[0, 0xFFF], Gen.Select(Gen.Long[0, int.MaxValue], Gen.Long[0, 1 << 21]), Gen.Long[-(1L << 50), 1L << 55], Gen.Int[0, 1500],
        (path, kind, mode, owner, time, size) => new EntryHeader
        {
            Name = Encoding.UTF8.GetBytes(string.Join('/', Enumerable.Repeat("n" + path.Item1, path.Item2))),
            Type = (EntryType)kind,
            Mode = mode,
            Uid = owner.Item1,
            Gid = owner.Item2,
            Time = time,
            Size = kind == 0 ? size : 0,
            LinkTarget = kind > 1 ? Encoding.UTF8.GetBytes(path.Item1 + "/t") : [],
        }).Array[1, 12];

    private static void CompareWithFramework(EntryHeader[] entries, byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        foreach (EntryHeader entry in entries)
        {
            TarEntry read = reader.GetNextEntry()!;
            Assert.Equal((EntryName.Decode(entry.Name), entry.Mode, entry.Size), (EntryName.Decode(Encoding.UTF8.GetBytes(read.Name.TrimEnd('/'))), (int)read.Mode, read.Length));
        }
        Assert.Null(reader.GetNextEntry());
    }

    private static string Facts(EntryHeader entry) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.Type} {EntryName.Decode(entry.Name)} {entry.Mode} {entry.Uid}:{entry.Gid} {entry.Time} {entry.Size} {EntryName.Decode(entry.LinkTarget)}");

    private static string Facts(LayerEntry entry) => string.Create(CultureInfo.InvariantCulture,
        $"{entry.Type} {entry.InnerPath[1..]} {entry.Mode} {entry.Uid}:{entry.Gid} {entry.Row.Time} {entry.Size} {entry.LinkTarget}");

    private static LayerEntry Single(EntryHeader entry) => Assert.Single(Indexed.Entries(Indexed.Whole(Tar([entry]))));

    private static byte[] Tar(EntryHeader[] entries) =>
        [.. entries.SelectMany(entry => (byte[])[.. TarHeaderWriter.Headers(entry), .. new byte[entry.Size], .. TarHeaderWriter.Padding(entry.Size).Span]), .. TarHeaderWriter.EndMark.Span];

    private static EntryHeader File(string name) => new() { Name = Encoding.UTF8.GetBytes(name) };
}
