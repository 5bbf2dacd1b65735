using System.Formats.Tar;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>Headers of an archive's members, as another reader sees them.</summary>
public sealed class MemberHeaderTests
{
    [Theory]
    [InlineData(64, 0)]
    [InlineData(64, (1L << 33) - 1)]
    [InlineData(64, 1L << 33)]
    [InlineData(128, 5L << 40)]
    public void Another_reader_reads_them(int digits, long size)
    {
        string name = "blobs/sha256/" + new string('a', digits);
        byte[] header = MemberHeader.Of(name, size, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        using var tar = new TarReader(new Passing(header));

        TarEntry entry = tar.GetNextEntry()!;

        Assert.Equal(MemberHeader.LengthOf(name), header.Length);
        Assert.Equal((name, size, TarEntryType.RegularFile), (entry.Name, entry.Length, entry.EntryType));
        Assert.Equal((1_700_000_000, (UnixFileMode)0b110_100_100), (entry.ModificationTime.ToUnixTimeSeconds(), entry.Mode));
    }

    private sealed class Passing(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
