using PSLayers.Bytes;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>What helpers may take, and that they end.</summary>
public class ReadAheadLimitTests
{
    [Fact]
    public void A_bomb_takes_no_more_memory_than_was_allowed()
    {
        var stored = DeflateSamples.Gzip(new byte[60_000_000]);
        var options = AheadReading.Small with { Spacing = 2000, PieceBytes = 1 << 20, Bytes = 3 << 20 };
        var reading = AheadReading.WithHelpers(stored, options, out _);
        Assert.Equal(60_000_000, reading.Output.Length);
        Assert.Null(reading.Fault);
        Assert.Equal(0, options.Budget.Bytes);
    }

    [Fact]
    public void A_piece_ends_at_a_block_boundary_before_it_gets_too_large()
    {
        var stored = DeflateSamples.Gzip(DeflateSamples.Make(2, 3_000_000, seed: 1));
        var options = AheadReading.Small with { PieceBytes = 1 << 20 };
        var piece = new Piece(5000);
        using (var decoder = new PieceDecoder(new MemorySource(stored).Open(), options))
            decoder.Decode(piece);
        Assert.InRange(piece.Footprint, 200_000, options.PieceBytes);
        Assert.Equal(piece.Boundaries[^1].OutputOffset, piece.Parts.Sum(part => (long)part.Length));
        piece.Release();
    }

    [Fact]
    public void Output_that_would_cost_its_reader_too_much_is_given_up_early()
    {
        // One long line again and again, with changes: what is unknown is copied on and on, and shrinks to little.
        var random = new Random(3);
        var line = DeflateSamples.Make(0, 20_000, seed: 4);
        var data = new byte[8_000_000];
        for (var at = 0; at < data.Length; at++)
            data[at] = random.Next(80) == 0 ? (byte)random.Next(256) : line[at % line.Length];
        var stored = DeflateSamples.Gzip(data);
        var piece = new Piece(stored.Length / 4);
        using (var decoder = new PieceDecoder(new MemorySource(stored).Open(), AheadReading.Small with { PieceBytes = 64 << 20 }))
            decoder.Decode(piece);
        Assert.True(piece.IsCostly);
        Assert.InRange(piece.Boundaries[^1].OutputOffset, 500_000, 4_000_000);
        piece.Release();
    }

    [Fact]
    public void Without_an_idle_core_nobody_helps()
    {
        var stored = DeflateSamples.Gzip(DeflateSamples.Make(2, 1_000_000, seed: 1));
        var budget = new AheadBudget(cores: 2);
        budget.Enter();
        budget.Enter();
        AheadReading.AssertSame(AheadReading.Alone(stored), AheadReading.WithHelpers(stored, AheadReading.Small with { Budget = budget }, out var ahead, waits: false));
        Assert.Equal((0, 0), (ahead.Joined, ahead.Dropped));
    }

    [Fact]
    public void Cores_and_memory_are_taken_as_far_as_they_go()
    {
        var budget = new AheadBudget(cores: 2);
        Assert.True(budget.TryTake(60, limit: 100));
        Assert.False(budget.TryTake(60, limit: 100));
        Assert.True(budget.TryTake(40, limit: 100));
        Assert.False(budget.TryTake(0, limit: 100));
        budget.Leave();
        Assert.True(budget.TryTake(0, limit: 100));
        Assert.Equal((2, 100), (budget.Busy, budget.Bytes));
    }

    [Fact]
    public void Stopping_and_closing_ends_the_helpers()
    {
        var stored = DeflateSamples.Gzip(DeflateSamples.Make(2, 4_000_000, seed: 1));
        using var stop = new CancellationTokenSource();
        var options = AheadReading.Small;
        var opened = 0;
        var ahead = new ReadAhead(() => new Watched(new MemorySource(stored).Open(), () => Interlocked.Decrement(ref opened), ref opened), stored.Length, options);
        using (var reader = new GzipReader(new BlobStream(new MemorySource(stored).Open(), 0, stored.Length, new ReadMeter(stop.Token)), ahead))
        {
            Assert.False(reader.ReadChunk().IsEmpty);
            stop.Cancel();
            Assert.Throws<OperationCanceledException>(() => reader.Skip(long.MaxValue));
        }
        // A helper that had not begun yet may still have to find out.
        AheadReading.WaitForHelpers(options.Budget);
        Assert.Equal(0, options.Budget.Bytes);
        Assert.Equal(0, opened);
    }

    [Fact]
    public void Stored_bytes_that_helpers_cannot_read_are_the_readers_business()
    {
        var stored = DeflateSamples.Gzip(DeflateSamples.Make(2, 1_000_000, seed: 1));
        var options = AheadReading.Small;
        var ahead = new ReadAhead(() => throw new IOException("no more files"), stored.Length, options);
        using var reader = new GzipReader(new BlobStream(new MemorySource(stored).Open(), 0, stored.Length, meter: null), ahead);
        Assert.Equal(1_000_000, reader.Skip(long.MaxValue));
        Assert.Equal(0, ahead.Joined);
    }

    [Fact]
    public void Progress_is_told_of_every_stored_byte_once()
    {
        var stored = DeflateSamples.Gzip(DeflateSamples.Make(2, 2_000_000, seed: 1));
        var meter = new ReadMeter();
        var options = AheadReading.Small;
        var ahead = new ReadAhead(() => new MemorySource(stored).Open(), stored.Length, options);
        using var reader = new GzipReader(new BlobStream(new MemorySource(stored).Open(), 0, stored.Length, meter), ahead);
        while (!reader.ReadChunk().IsEmpty)
        {
            AheadReading.WaitForHelpers(options.Budget);
            Assert.InRange(meter.Done, 1, stored.Length);
        }
        Assert.InRange(ahead.Joined, 1, int.MaxValue);
        Assert.Equal(stored.Length, meter.Done);
    }

    private sealed class Watched : ByteReader
    {
        private readonly ByteReader _reader;
        private readonly Action _closed;

        public Watched(ByteReader reader, Action closed, ref int opened)
        {
            (_reader, _closed) = (reader, closed);
            Interlocked.Increment(ref opened);
        }

        public override int Read(Span<byte> buffer, long offset) => _reader.Read(buffer, offset);

        public override void Dispose()
        {
            _closed();
            _reader.Dispose();
        }
    }
}
