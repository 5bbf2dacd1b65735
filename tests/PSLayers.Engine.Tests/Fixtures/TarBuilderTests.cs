using System.Formats.Tar;
using System.Text;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Fixtures;

public sealed class TarBuilderTests
{
    [Theory]
    [InlineData(TarDialect.Ustar)]
    [InlineData(TarDialect.Gnu)]
    [InlineData(TarDialect.Pax)]
    public void The_frameworks_reader_finds_what_was_put_in(TarDialect dialect)
    {
        var longName = string.Join('/', Enumerable.Repeat("0123456789", 18)) + "/" + new string('n', 120);
        var bytes = new TarBuilder(dialect)
            .Directory("bin")
            .File("bin/tool", "hello", mode: 0b100_111_101_101, uid: 12, gid: 34, user: "ann", group: "all")
            .File(longName, "deep")
            .Symlink("link", "bin/tool")
            .HardLink("hard", "bin/tool")
            .CharDevice("null", 1, 3)
            .Fifo("pipe")
            .Build();

        var entries = Read(bytes);

        Assert.Equal(["bin/", "bin/tool", longName, "link", "hard", "null", "pipe"], entries.Select(entry => entry.Name));
        var tool = (PosixTarEntry)entries[1];
        Assert.Equal((0b100_111_101_101, 12, 34, "ann", "all"), ((int)tool.Mode, tool.Uid, tool.Gid, tool.UserName, tool.GroupName));
        Assert.Equal(DateTimeOffset.Parse("2024-01-02T03:04:05Z", null), tool.ModificationTime);
        Assert.Equal(5, tool.Length);
        Assert.Equal("bin/tool", entries[3].LinkName);
        Assert.Equal((1, 3), (((PosixTarEntry)entries[5]).DeviceMajor, ((PosixTarEntry)entries[5]).DeviceMinor));
    }

    [ToolFact("tar")]
    public void GNU_tar_lists_long_names_old_times_and_great_owners()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a.tar", new TarBuilder(TarDialect.Gnu)
            .File(new string('n', 200), "x", uid: 3_000_000_000)
            .File("old", mtime: DateTimeOffset.Parse("1960-01-01T00:00:00Z", null))
            .Symlink("s", new string('t', 150))
            .Build());

        var listed = CommandLine.RunText("tar", "-tvf", path);

        Assert.Contains("3000000000/0", listed, StringComparison.Ordinal);
        Assert.Contains(new string('n', 200), listed, StringComparison.Ordinal);
        Assert.Contains("1960-01-01 00:00 old", listed, StringComparison.Ordinal);
        Assert.Contains("-> " + new string('t', 150), listed, StringComparison.Ordinal);
    }

    [ToolFact("tar")]
    public void GNU_tar_expands_every_sparse_format()
    {
        var expected = new byte[70_000];
        var pieces = Enumerable.Range(0, 30).Select(i => new SparsePiece(i * 2048L, HostileInput.Noise(i == 29 ? 8 : 512, i)))
            .Append(new SparsePiece(expected.Length, [])).ToArray();
        foreach (var piece in pieces)
            piece.Data.CopyTo(expected, piece.Offset);
        using var folder = new TempFolder();
        var path = folder.Write("a.tar", new TarBuilder()
            .GnuSparse("d/old", expected.Length, pieces)
            .PaxSparse00("d/pax00", expected.Length, pieces)
            .PaxSparse01("d/pax01", expected.Length, pieces)
            .PaxSparse10("d/pax10", expected.Length, pieces)
            .File("after", "still in step")
            .Build());

        CommandLine.Run("tar", "-xf", path, "-C", folder.Root);

        foreach (var name in new[] { "d/old", "d/pax00", "d/pax01", "d/pax10" })
            Assert.Equal(expected, File.ReadAllBytes(Path.Join(folder.Root, name)));
        Assert.Equal("still in step", File.ReadAllText(Path.Join(folder.Root, "after")));
    }

    [Fact]
    public void Pax_records_count_their_own_digits()
    {
        for (var length = 1; length < 1100; length++)
        {
            var record = Encoding.ASCII.GetString(new PaxRecords().Add("k", new string('v', length)).ToArray());
            Assert.Equal(record.Length.ToString(null, null), record[..record.IndexOf(' ', StringComparison.Ordinal)]);
        }
    }

    [Fact]
    public void Sub_second_times_and_xattrs_become_pax_records()
    {
        var time = DateTimeOffset.Parse("1969-12-31T23:59:58.5Z", null);
        var entry = (PaxTarEntry)Read(new TarBuilder(TarDialect.Pax)
            .File("f", "x", mtime: time, xattrs: new Dictionary<string, byte[]> { ["user.note"] = "hi"u8.ToArray() })
            .Build())[0];

        Assert.Equal(time, entry.ModificationTime);
        Assert.Equal("-1.5", entry.ExtendedAttributes["mtime"]);
        Assert.Equal("hi", entry.ExtendedAttributes["SCHILY.xattr.user.note"]);
    }

    [Fact]
    public void Number_fields_are_written_as_asked()
    {
        Assert.Equal("00000000144\0", SizeField(TarNumber.Octal(100)));
        Assert.Equal("        144 ", SizeField(TarNumber.SpacedOctal(100)));
        Assert.Equal("000000000144", SizeField(TarNumber.UnterminatedOctal(100)));
        Assert.Equal("777777777777", SizeField(TarNumber.AllSevens));
        Assert.Equal(new string(' ', 12), SizeField(TarNumber.Blank));
        Assert.Equal("\u0080" + new string('\0', 10) + "d", SizeField(TarNumber.Base256(100)));
        Assert.Equal(new string('\u00ff', 11) + "\u009c", SizeField(TarNumber.Base256(-100)));
        Assert.Equal("-1" + new string('\0', 10), SizeField(TarNumber.Text("-1")));
    }

    [Fact]
    public void Checksums_are_right_or_wrong_as_asked()
    {
        static string Checksum(TarChecksum kind) =>
            Encoding.Latin1.GetString(new TarBuilder().Entry(new TarEntrySpec { Name = [0xE9], Checksum = kind }).Build(), 148, 8);
        static int Sum(TarChecksum kind) => Convert.ToInt32(Checksum(kind)[..6], 8);

        Assert.Equal(Sum(TarChecksum.Right) + 1, Sum(TarChecksum.Wrong));
        Assert.Equal(Sum(TarChecksum.Right) - 256, Sum(TarChecksum.Signed));
        Assert.Equal(new string('\0', 8), Checksum(TarChecksum.Zero));
        Assert.Equal(new string(' ', 8), Checksum(TarChecksum.Blank));
    }

    [Fact]
    public void The_end_is_as_long_as_asked()
    {
        Assert.Equal(1024, new TarBuilder().Build().Length);
        Assert.Empty(new TarBuilder().EndBlocks(0).Build());
        Assert.Equal(10240, new TarBuilder().PadTo(20).Build().Length);
        Assert.Equal(1024 + 512 + 3, new TarBuilder().AfterEnd(tar => tar.File("late")).AfterEnd(1, 2, 3).Build().Length);
    }

    [Fact]
    public void A_hard_link_can_state_a_size_and_have_no_data()
    {
        var bytes = new TarBuilder().HardLink("h", "f", size: 700).EndBlocks(0).Build();

        Assert.Equal(512, bytes.Length);
        Assert.Equal("00000001274", Encoding.ASCII.GetString(bytes, 124, 11));
    }

    [Fact]
    public void Whiteouts_stand_beside_what_they_remove()
    {
        var names = Read(new TarBuilder().Whiteout("a/b").Whiteout("c/").Opaque("d").Opaque("").Build()).Select(entry => entry.Name);

        Assert.Equal(["a/.wh.b", ".wh.c", "d/.wh..wh..opq", ".wh..wh..opq"], names);
    }

    private static string SizeField(TarNumber number) =>
        Encoding.Latin1.GetString(new TarBuilder().Entry(new TarEntrySpec { Path = "f", SizeField = number }).Build(), 124, 12);

    private static List<TarEntry> Read(byte[] tar)
    {
        using var reader = new TarReader(new MemoryStream(tar));
        var entries = new List<TarEntry>();
        while (reader.GetNextEntry(copyData: true) is { } entry)
            entries.Add(entry);
        return entries;
    }
}
