using System.IO.Hashing;
using CsCheck;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

public class GzipReaderTests
{
    private static readonly byte[] Hello = "Hello, layers"u8.ToArray();

    [Fact]
    public void Members_one_after_another_read_as_one()
    {
        Gen.Select(DeflateSamples.Data(80_000).Array[1, 4], DeflateSamples.Levels, Gen.Int[1, 5000]).Sample(
            (parts, level, readSize) =>
            {
                var stored = parts.SelectMany(part => DeflateSamples.Gzip(part, level)).ToArray();
                using var reader = Open(stored, readSize);
                using var output = new MemoryStream();
                reader.CopyTo(output);
                Assert.True(parts.SelectMany(part => part).SequenceEqual(output.ToArray()));
            },
            iter: 60);
    }

    [Fact]
    public void Read_Skip_and_ReadChunk_may_be_mixed()
    {
        Gen.Select(DeflateSamples.Data(400_000), Gen.Int).Sample(
            (data, seed) =>
            {
                var random = new Random(seed);
                using var reader = Open(DeflateSamples.Gzip(data));
                var buffer = new byte[100_000];
                while (reader.Position < data.Length)
                {
                    var at = (int)reader.Position;
                    var size = random.Next(1, buffer.Length);
                    ReadOnlySpan<byte> got = random.Next(4) switch
                    {
                        0 => reader.ReadChunk().Span,
                        1 => buffer.AsSpan(0, reader.Read(buffer, 0, size)),
                        2 => [(byte)reader.ReadByte()],
                        _ => data.AsSpan(at, (int)reader.Skip(size)),
                    };
                    Assert.NotEqual(0, got.Length);
                    Assert.True(data.AsSpan(at).StartsWith(got));
                    Assert.Equal(at + got.Length, reader.Position);
                }
                Assert.Equal(0, reader.Skip(1));
                Assert.Equal(-1, reader.ReadByte());
                Assert.Equal(0, reader.Read(buffer));
                Assert.True(reader.ReadChunk().IsEmpty);
            },
            iter: 30);
    }

    [Fact]
    public void Reading_goes_on_from_every_seek_point_through_the_following_members()
    {
        byte[][] parts = [DeflateSamples.Make(5, 300_000, 1), [], DeflateSamples.Make(6, 500_000, 2), DeflateSamples.Make(0, 90_000, 3)];
        var data = parts.SelectMany(part => part).ToArray();
        var stored = parts.SelectMany(part => DeflateSamples.Gzip(part)).ToArray();
        var points = new List<(SeekPosition Position, byte[] Window)>();
        using (var reader = Open(stored))
        {
            reader.ReportSeekPoints(50_000, (in SeekPosition position, ReadOnlySpan<byte> window) =>
                points.Add((position, window.ToArray())));
            Assert.Equal(data.Length, reader.Skip(long.MaxValue));
            Assert.Equal(4, reader.MemberCount);
        }

        Assert.InRange(points.Count, 5, 20);
        Assert.Contains(points, point => point.Position.BitOffset != 0);
        foreach (var (position, window) in points)
        {
            using var source = new MemoryStream(stored) { Position = position.CompressedOffset };
            using var reader = GzipReader.Resume(source, position, window);
            Assert.Equal(position.OutputOffset, reader.Position);
            using var output = new MemoryStream();
            reader.CopyTo(output);
            Assert.True(data.AsSpan((int)position.OutputOffset).SequenceEqual(output.ToArray()));
            Assert.Equal(stored.Length, reader.CompressedPosition);
        }
    }

    [Fact]
    public void Seek_points_are_at_least_the_interval_apart()
    {
        var last = 0L;
        using var reader = Open(DeflateSamples.Gzip(DeflateSamples.Make(2, 2_000_000, 5)));
        reader.ReportSeekPoints(100_000, (in SeekPosition position, ReadOnlySpan<byte> window) =>
        {
            Assert.InRange(position.OutputOffset - last, 100_000, 200_000);
            Assert.Equal(Inflater.WindowSize, window.Length);
            last = position.OutputOffset;
        });
        reader.Skip(long.MaxValue);
        Assert.NotEqual(0, last);
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x04)]
    [InlineData(0x08)]
    [InlineData(0x10)]
    [InlineData(0x02)]
    [InlineData(0x1F)]
    public void Optional_header_fields_are_skipped(int flags) =>
        Assert.Equal(Hello, ReadAll(Member(flags)));

    [Theory]
    [InlineData(0x20)]
    [InlineData(0x40)]
    [InlineData(0x80)]
    public void Undefined_flags_are_refused(int flags)
    {
        var stored = DeflateSamples.Gzip(Hello);
        stored[3] |= (byte)flags;
        Assert.Equal(3, Refuses(stored, "flags").CompressedOffset);
    }

    [Fact]
    public void Another_compression_method_is_refused()
    {
        var stored = DeflateSamples.Gzip(Hello);
        stored[2] = 7;
        Assert.Equal(2, Refuses(stored, "compression method is 7").CompressedOffset);
    }

    [Fact]
    public void A_wrong_header_checksum_is_refused()
    {
        var stored = Member(0x02);
        stored[10] ^= 1;
        Assert.Equal(10, Refuses(stored, "checksum of the gzip header").CompressedOffset);
    }

    [Fact]
    public void Other_data_is_refused()
    {
        Refuses("PK\x03\x04"u8.ToArray(), "no gzip data");
        Refuses([0x1F], "no gzip data");
        Refuses([], "no data");
    }

    [Theory]
    [InlineData(8, "checksum")]
    [InlineData(4, "size")]
    public void A_wrong_trailer_is_refused_after_the_data(int fromEnd, string reason)
    {
        var stored = DeflateSamples.Gzip(Hello);
        stored[^fromEnd] ^= 0x80;
        using var reader = Open(stored);

        Assert.Equal(Hello, reader.ReadChunk().ToArray());
        var error = Assert.Throws<DeflateException>(() => reader.ReadChunk().Length);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(stored.Length - fromEnd, error.CompressedOffset);
        Assert.Throws<DeflateException>(() => reader.ReadByte());
    }

    [Fact]
    public void A_stream_cut_at_any_byte_is_an_error_that_tells_where()
    {
        var data = DeflateSamples.Make(5, 500, 6);
        byte[] stored = [.. Member(0x1F), .. DeflateSamples.Gzip(data)];
        var first = Member(0x1F).Length;
        for (var length = 1; length < stored.Length; length++)
        {
            if (length == first || length == first + 1) // whole, or with one byte of garbage behind
                continue;
            Assert.Equal(length == 1 ? 0 : length, Refuses(stored[..length], length == 1 ? "no gzip" : "ends within").CompressedOffset);
        }
    }

    [Fact]
    public void What_was_decoded_before_the_damage_is_given()
    {
        var data = DeflateSamples.Make(0, 3_000_000, 7);
        var stored = DeflateSamples.Gzip(data)[..2_000_000];
        using var reader = Open(stored);
        var buffer = new byte[data.Length];
        Assert.Throws<DeflateException>(() => reader.ReadExactly(buffer));
        Assert.InRange(reader.Position, 1_990_000, 2_000_000);
        Assert.True(buffer.AsSpan(0, (int)reader.Position).SequenceEqual(data.AsSpan(0, (int)reader.Position)));
    }

    [Theory]
    [InlineData(new byte[0], 0, true)]
    [InlineData(new byte[] { 0, 0, 0 }, 3, true)]
    [InlineData(new byte[] { 0, 0, 7, 0 }, 4, false)]
    [InlineData(new byte[] { 0x1F }, 1, false)]
    [InlineData(new byte[] { 0x1F, 0x8C, 8, 0 }, 4, false)]
    public void What_follows_the_last_member_is_counted(byte[] trailing, long count, bool isZero)
    {
        using var reader = Open([.. DeflateSamples.Gzip(Hello), .. trailing], readSize: 1);
        Assert.Equal(Hello, reader.ReadChunk().ToArray());
        Assert.True(reader.ReadChunk().IsEmpty);
        Assert.Equal(count, reader.TrailingBytes);
        Assert.Equal(isZero, reader.TrailingIsZero);
        Assert.Equal(1, reader.MemberCount);
    }

    [Fact]
    public void A_member_behind_padding_is_read()
    {
        var member = DeflateSamples.Gzip(Hello);
        using var reader = Open([.. member, 0, 0, .. member]);
        Assert.Equal(2 * Hello.Length, reader.Skip(long.MaxValue));
        Assert.Equal((2, 0L, true), (reader.MemberCount, reader.TrailingBytes, reader.TrailingIsZero));
    }

    [Fact]
    public void A_member_behind_garbage_is_counted_as_trailing()
    {
        var member = DeflateSamples.Gzip(Hello);
        using var reader = Open([.. member, 0, 7, .. member]);
        Assert.Equal(Hello.Length, reader.Skip(long.MaxValue));
        Assert.Equal(member.Length + 2, reader.TrailingBytes);
        Assert.False(reader.TrailingIsZero);
    }

    [Fact]
    public void A_match_cannot_reach_into_the_member_before()
    {
        var stored = new BitWriter().Block(true, 1).Code("0000001").Code("00000").FixedEnd().ToArray();
        byte[] second = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, .. stored, .. new byte[8]];
        using var reader = Open([.. DeflateSamples.Gzip(Hello), .. second]);
        Assert.Equal(Hello, reader.ReadChunk().ToArray());
        Assert.Contains("before the start", Assert.Throws<DeflateException>(() => reader.ReadByte()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_without_data_do_not_end_the_stream()
    {
        byte[] empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, .. new byte[8]];
        var stored = Enumerable.Repeat(empty, 5000).SelectMany(member => member).Concat(DeflateSamples.Gzip(Hello)).ToArray();
        Assert.Equal(Hello, ReadAll(stored));
        Assert.Empty(ReadAll(empty));
    }

    [Fact]
    public void A_disposed_reader_closes_its_source_unless_told_otherwise()
    {
        var source = new MemoryStream(DeflateSamples.Gzip(Hello));
        var reader = new GzipReader(source, leaveOpen: true);
        reader.Dispose();
        Assert.True(source.CanRead);
        Assert.Throws<ObjectDisposedException>(() => reader.ReadByte());
        new GzipReader(source).Dispose();
        Assert.False(source.CanRead);
    }

    /// <summary>A member with the optional fields that the flags name.</summary>
    private static byte[] Member(int flags)
    {
        var plain = DeflateSamples.Gzip(Hello);
        List<byte> header = [0x1F, 0x8B, 8, (byte)flags, 1, 2, 3, 4, 0, 3];
        if ((flags & 4) != 0)
            header.AddRange([3, 0, 0, 1, 2]);
        if ((flags & 8) != 0)
            header.AddRange("layer.tar\0"u8);
        if ((flags & 16) != 0)
            header.AddRange("a comment\0"u8);
        if ((flags & 2) != 0)
            header.AddRange(Crc32.Hash(header.ToArray())[..2]);
        return [.. header, .. plain[10..]];
    }

    private static byte[] ReadAll(byte[] stored)
    {
        using var reader = Open(stored);
        using var output = new MemoryStream();
        reader.CopyTo(output);
        return output.ToArray();
    }

    private static DeflateException Refuses(byte[] stored, string reason)
    {
        using var reader = Open(stored);
        var error = Assert.Throws<DeflateException>(() => reader.CopyTo(Stream.Null));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        return error;
    }

    private static GzipReader Open(byte[] stored, int readSize = int.MaxValue) =>
        new(new SlowStream(stored, readSize), bufferSize: 2 * Inflater.WindowSize);

    /// <summary>Gives a few bytes at a time, as pipes and networks do.</summary>
    private sealed class SlowStream(byte[] data, int readSize) : MemoryStream(data)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, readSize));
    }
}
