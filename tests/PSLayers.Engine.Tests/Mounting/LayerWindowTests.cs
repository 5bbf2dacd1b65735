using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Mounting.Fuse;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>What a layer's window gives is what is there, in whatever order it is asked, and in one way forward where that is possible.</summary>
public sealed class LayerWindowTests
{
    private readonly byte[] _content = new byte[12_000_000];

    public LayerWindowTests() => new Random(3).NextBytes(_content);

    [Fact]
    public void Who_reads_in_order_reads_each_byte_once_although_questions_overtake_each_other()
    {
        var layer = new CountedBytes(_content);
        using var window = new LayerWindow(layer);

        for (int at = 0; at < _content.Length; at += 200_000)
        {
            foreach (int start in new[] { at + 100_000, at })
                Check(window, start, 100_000);
            window.ReadAhead();
        }

        Assert.Equal(_content.Length, layer.Given);
        Assert.Equal(0, window.Read(new byte[10], _content.Length));
    }

    [Fact]
    public void Who_jumps_about_makes_little_be_read_ahead()
    {
        var layer = new CountedBytes(_content);
        using var window = new LayerWindow(layer);

        for (int i = 0; i < 10; i++)
        {
            Check(window, i % 2 * 6_000_000 + i * 300_000, 1000);
            window.ReadAhead();
        }

        Assert.InRange(layer.Given, 10_000, 10 * (256 << 10));
    }

    [Fact]
    public void Several_threads_get_their_own_bytes()
    {
        using var window = new LayerWindow(new CountedBytes(_content));

        Parallel.For(0, 6, new ParallelOptions { MaxDegreeOfParallelism = 6 }, number =>
        {
            var random = new Random(number);
            for (int i = 0; i < 100; i++)
            {
                Check(window, number % 2 == 0 ? i * 100_000 : random.Next(_content.Length - 5000), 5000);
                window.ReadAhead();
            }
        });
    }

    [Fact]
    public void What_stands_before_damage_is_read_and_who_asks_for_the_rest_is_told_each_time()
    {
        var layer = new CountedBytes(_content) { DamagedFrom = 700_000 };
        using var window = new LayerWindow(layer);

        for (int at = 0; at < 700_000; at += 100_000)
        {
            Check(window, at, 100_000);
            window.ReadAhead();
        }

        int faults = layer.Faults;
        for (int i = 0; i < 3; i++)
        {
            Assert.Throws<ImageException>(() => window.Read(new byte[10], 700_000));
            window.ReadAhead();
        }
        Assert.Equal(faults + 3, layer.Faults);
    }

    private void Check(LayerWindow window, int at, int length)
    {
        byte[] read = new byte[length];
        for (int have = 0; have < length;)
        {
            int more = window.Read(read.AsSpan(have), at + have);
            Assert.NotEqual(0, more);
            have += more;
        }
        Assert.True(_content.AsSpan(at, length).SequenceEqual(read));
    }

    private sealed class CountedBytes(byte[] content) : ByteReader
    {
        public int DamagedFrom { get; init; } = int.MaxValue;

        public long Given { get; private set; }

        public int Faults { get; private set; }

        public override int Read(Span<byte> buffer, long offset)
        {
            if (offset >= DamagedFrom)
            {
                Faults++;
                throw new ImageException(ImageErrorId.CompressionCorrupt, "is damaged");
            }
            int length = (int)Math.Clamp(Math.Min(content.Length, DamagedFrom) - offset, 0, Math.Min(buffer.Length, 65_536));
            content.AsSpan((int)Math.Min(offset, content.Length), length).CopyTo(buffer);
            Given += length;
            return length;
        }

        public override void Dispose()
        {
        }
    }
}
