using CsCheck;
using PSLayers.Bytes;

namespace PSLayers.Engine.Tests.Editing;

/// <summary>Bytes that are put together of pieces read as if they stood in one place.</summary>
public sealed class SplicedSourceTests
{
    private static readonly byte[][] Contents = [[.. Enumerable.Range(0, 200).Select(i => (byte)i)], [.. Enumerable.Range(0, 90).Select(i => (byte)(255 - i))]];

    private static readonly Gen<(int Source, int Start, int Length)[]> Pieces =
        Gen.Select(Gen.Int[-1, 5], Gen.Int[0, 60], Gen.Int[0, 30]).Select(piece => (piece.Item1, piece.Item2, piece.Item3)).Array[0, 30];

    [Fact]
    public void Any_pieces_read_at_any_offset_as_one_behind_the_other() =>
        Gen.Select(Pieces, Gen.Select(Gen.Int[0, 700], Gen.Int[0, 50]).Array[1, 20]).Sample((pieces, reads) =>
        {
            ByteSource[] sources = [.. Enumerable.Range(0, 6).Select(i => new MemorySource(Contents[i % 2]))];
            var builder = new SplicedSource.Builder();
            var whole = new List<byte>();
            foreach ((int source, int start, int length) in pieces)
            {
                byte[] bytes = Contents[Math.Max(source, 0) % 2][start..(start + length)];
                if (source < 0)
                    builder.Add(bytes);
                else
                    builder.Add(sources[source], start, length);
                whole.AddRange(bytes);
            }
            SplicedSource spliced = builder.Build();

            Assert.Equal(whole.Count, spliced.Length);
            using ByteReader reader = spliced.Open();
            foreach ((int offset, int count) in reads)
            {
                byte[] buffer = new byte[count];
                int read = reader.ReadFully(buffer, offset);
                Assert.Equal(whole.Skip(offset).Take(count), buffer[..read]);
            }
        });

    [Fact]
    public void Neighbours_in_one_source_become_one_piece_so_that_they_are_read_at_once()
    {
        var source = new MemorySource(Contents[0]);
        var builder = new SplicedSource.Builder();
        builder.Add(source, 10, 20);
        builder.Add(source, 30, 40);
        using ByteReader reader = builder.Build().Open();

        Assert.Equal(60, reader.Read(new byte[100], 0));
    }

    [Fact]
    public void What_stands_elsewhere_in_the_same_source_is_a_piece_of_its_own()
    {
        var source = new MemorySource(Contents[0]);
        var builder = new SplicedSource.Builder();
        builder.Add(source, 10, 20);
        builder.Add(source, 31, 40);
        using ByteReader reader = builder.Build().Open();
        byte[] read = new byte[60];

        Assert.Equal(60, reader.ReadFully(read, 0));
        Assert.Equal([29, 31], read[19..21]);
    }
}
