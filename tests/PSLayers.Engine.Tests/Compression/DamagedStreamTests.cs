using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Tar;

namespace PSLayers.Compression;

public sealed class DamagedStreamTests
{
    private static readonly byte[] Tar = MakeTar();
    private static readonly string[] AllPaths = Indexed.Paths(Indexed.Read(Tar));

    public static TheoryData<Packing> Compressed => [Packing.Gzip, Packing.GzipMembers, Packing.Zstd, Packing.ZstdFrames, Packing.Xz, Packing.Bzip2];

    [Theory]
    [MemberData(nameof(Compressed))]
    public void A_stream_cut_anywhere_is_damage_and_keeps_the_entries_before(Packing packing)
    {
        byte[] stored = Compress.Apply(packing, Tar).Stored;
        int[] boundaries = Boundaries(packing);
        int most = 0;
        for (int i = 1; i < 120; i += packing == Packing.Bzip2 ? 3 : 1)
        {
            int length = i < 20 ? i : i < 40 ? stored.Length - (i - 19) : (int)((long)stored.Length * (i - 39) / 81);
            LayerIndex index = Indexed.Read(stored[..length], LayerNeeds.DiffId);
            string[] paths = Indexed.Paths(index);
            Assert.Equal(AllPaths[..paths.Length], paths);
            most = Math.Max(most, paths.Length);
            if (boundaries.Contains(length))
                continue;
            Assert.True(index.Damage is not null, $"{length} of {stored.Length} bytes");
            Assert.Null(index.DiffId);
            // Fewer bytes than a magic has are not known to be compressed; and bzip2 gives a block out before it is checked.
            ImageErrorId[] expected = length < CompressionFormat.MagicSize || packing == Packing.Bzip2 ? [ImageErrorId.LayerTruncated, ImageErrorId.TarHeaderCorrupt] : [ImageErrorId.LayerTruncated];
            Assert.Contains(index.Damage!.ErrorId, expected);
            Assert.InRange(index.Damage.Offset!.Value, 0, length);
        }
        Assert.True(most > AllPaths.Length / 2, $"at most {most} of {AllPaths.Length} entries");
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void A_changed_byte_never_throws_and_is_seen(Packing packing)
    {
        byte[] stored = Compress.Apply(packing, Tar).Stored;
        string digest = Sha.Digest256(Tar);
        var random = new Random(7);
        int unseen = 0;
        for (int i = 0; i < (packing == Packing.Bzip2 ? 60 : 250); i++)
        {
            byte[] changed = [.. stored];
            changed[random.Next(stored.Length)] ^= (byte)(1 << random.Next(8));
            LayerIndex index = Indexed.Read(changed, LayerNeeds.DiffId);
            if (index.Damage is null && index.DiffId.ToString() != digest)
                unseen++;
        }
        // A frame of zstd without checksum may decode to other bytes; only the digest tells.
        Assert.InRange(unseen, 0, packing is Packing.Zstd or Packing.ZstdFrames ? 250 : packing == Packing.GzipMembers ? 2 : 0);
    }

    [Theory]
    [MemberData(nameof(Compressed))]
    public void Damage_in_the_midst_is_called_damage_and_not_a_cut(Packing packing)
    {
        byte[] stored = Compress.Apply(packing, Tar).Stored;
        stored.AsSpan(stored.Length / 2, 40).Fill(0xFF);
        LayerIndex index = Indexed.Read(stored);
        // Data that decodes to other bytes shows in the tar first.
        Assert.Contains(index.Damage!.ErrorId, (ImageErrorId[])[ImageErrorId.CompressionCorrupt, ImageErrorId.TarHeaderCorrupt]);
    }

    [Fact]
    public void A_wrong_checksum_or_length_of_gzip_is_damage_though_all_entries_are_there()
    {
        foreach (byte[] stored in (byte[][])[Compress.GzipWithWrongCrc(Tar), Compress.GzipWithWrongLength(Tar)])
        {
            LayerIndex index = Indexed.Read(stored, LayerNeeds.DiffId);
            Assert.Equal(ImageErrorId.CompressionCorrupt, index.Damage?.ErrorId);
            Assert.Equal(AllPaths, Indexed.Paths(index));
            Assert.Null(index.DiffId);
        }
    }

    [Fact]
    public void The_damage_of_gzip_has_the_offset_in_the_stored_bytes()
    {
        byte[] stored = Compress.GzipWithWrongCrc(Tar);
        Assert.Equal(stored.Length - 8, Indexed.Read(stored).Damage!.Offset);
        byte[] second = Compress.Concat(Compress.Gzip(Tar[..1024]), Compress.GzipWithWrongCrc(Tar[1024..]), new byte[100_000]);
        Assert.Equal(second.Length - 100_008, Indexed.Read(second).Damage!.Offset);
    }

    [Fact]
    public void A_member_behind_a_gap_of_zeros_is_part_of_the_stream()
    {
        LayerIndex index = Indexed.Read(Compress.GzipMembersWithGap(100, Tar, Tar), LayerNeeds.DiffId);
        Assert.Null(index.Damage);
        Assert.Empty(index.Warnings);
        Assert.Equal(Sha.Digest256(Compress.Concat(Tar, Tar)), index.DiffId.ToString());
    }

    [Fact]
    public void Junk_behind_a_stream_is_a_warning()
    {
        foreach (byte[] stored in new[] { Compress.GzipWithTail(Tar, 7, 7), Compress.Concat(Compress.Xz(Tar), [7, 7, 7, 7]) })
        {
            LayerIndex index = Indexed.Read(stored, LayerNeeds.DiffId);
            Assert.Null(index.Damage);
            Assert.Equal(AllPaths, Indexed.Paths(index));
            Assert.Equal(ImageErrorId.CompressionCorrupt, Assert.Single(index.Warnings).ErrorId);
        }
    }

    [Fact]
    public void What_came_before_damage_is_not_lost()
    {
        byte[] tar = RandomLayers.Tar(RandomLayers.Entries(7, layers: 1)[0]);
        byte[] xz = Compress.Xz(tar);
        byte[] zstd = Compress.ZstdStreamed(tar);
        LayerIndex whole = Indexed.Read(Compress.Gzip(tar));
        foreach (byte[] stored in new[] { xz[..^30], zstd[..^1] })
        {
            LayerIndex index = Indexed.Read(stored);
            Assert.NotNull(index.Damage);
            Assert.InRange(index.Count, 1, whole.Count);
        }
    }

    [Fact]
    public void Junk_that_begins_as_gzip_does_is_damage_behind_all_entries()
    {
        LayerIndex index = Indexed.Read(Compress.GzipWithTail(Tar, 0x1F, 0x8B, 0x77), LayerNeeds.DiffId);
        Assert.Equal(AllPaths, Indexed.Paths(index));
        Assert.NotNull(index.Damage);
    }

    [Fact]
    public void A_skippable_frame_that_states_more_than_there_is_is_a_cut()
    {
        LayerIndex index = Indexed.Read(Compress.Concat(Compress.Zstd(Tar), Compress.Skippable([1, 2, 3], statedSize: 1000)), LayerNeeds.DiffId);
        Assert.Equal(AllPaths, Indexed.Paths(index));
        Assert.Equal(ImageErrorId.LayerTruncated, index.Damage?.ErrorId);
    }

    [Fact]
    public void Noise_behind_a_magic_is_damage()
    {
        byte[][] magics = [[0x1F, 0x8B, 8, 0], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], [.. "BZh9"u8, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59]];
        foreach (byte[] magic in magics)
        {
            for (int seed = 0; seed < 60; seed++)
            {
                LayerIndex index = Indexed.Read([.. magic, .. HostileInput.Noise(3000, seed)], LayerNeeds.DiffId);
                Assert.NotNull(index.Damage);
                Assert.Null(index.DiffId);
            }
        }
    }

    // Where one part ends and the next could begin, a cut stream is a whole one: only the tar or the digest tells.
    private static int[] Boundaries(Packing packing)
    {
        byte[] first = Tar[..(Tar.Length / 2)];
        return packing switch
        {
            Packing.GzipMembers => [Compress.Gzip(first).Length, Compress.Gzip(first).Length + Compress.Gzip([]).Length,
                Compress.Gzip(first).Length + 1, Compress.Gzip(first).Length + Compress.Gzip([]).Length + 1],
            Packing.ZstdFrames => [Compress.Skippable(Compress.SkippableContent).Length,
                Compress.Skippable(Compress.SkippableContent).Length + Compress.Zstd(first).Length,
                2 * Compress.Skippable(Compress.SkippableContent).Length + Compress.Zstd(first).Length,
                Compress.ZstdFramesBetweenSkippable(first, Tar[(Tar.Length / 2)..]).Length - Compress.Skippable(Compress.SkippableContent).Length],
            _ => [],
        };
    }

    private static byte[] MakeTar()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 11, entries: 150, meanFileSize: 2500);
        return output.ToArray();
    }
}
