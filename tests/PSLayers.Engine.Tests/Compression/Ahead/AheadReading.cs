using PSLayers.Bytes;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>Reads streams with and without helpers, and keeps all that can be told of it.</summary>
internal static class AheadReading
{
    /// <summary>Pieces so small that little streams have many.</summary>
    public static AheadOptions Small => new()
    {
        Spacing = 12_000,
        SearchBytes = 300_000,
        PieceBytes = 2 << 20,
        BufferSize = 2 * Inflater.WindowSize,
        Budget = new AheadBudget(cores: 4),
    };

    /// <summary>Reads on one core.</summary>
    public static Reading Alone(byte[] stored, long interval = 30_000)
    {
        using var reader = new GzipReader(Stored(stored), leaveOpen: false, 2 * Inflater.WindowSize);
        return Read(reader, interval, () => { });
    }

    /// <summary>Reads with helpers.</summary>
    /// <param name="stored">The stored bytes.</param>
    /// <param name="options">What helpers may do.</param>
    /// <param name="ahead">How they fared.</param>
    /// <param name="interval">Bytes from one seek point to the next.</param>
    /// <param name="waits">Whether the reader waits for its helpers after each chunk, so that they get far ahead.</param>
    public static Reading WithHelpers(byte[] stored, AheadOptions options, out ReadAhead ahead, long interval = 30_000, bool waits = true)
    {
        ahead = new ReadAhead(() => new MemorySource(stored).Open(), stored.Length, options);
        using var reader = new GzipReader(Stored(stored), ahead);
        return Read(reader, interval, () =>
        {
            Assert.InRange(options.Budget.Bytes, 0, options.Bytes);
            if (waits)
                WaitForHelpers(options.Budget);
        });
    }

    /// <summary>Waits until no helper is at work.</summary>
    public static void WaitForHelpers(AheadBudget budget) =>
        Assert.True(SpinWait.SpinUntil(() => budget.Busy == 0, TimeSpan.FromMinutes(5)), "a helper does not end");

    public static void AssertSame(Reading expected, Reading actual)
    {
        Assert.True(expected.Output.AsSpan().SequenceEqual(actual.Output));
        Assert.Equal(expected.Fault, actual.Fault);
        Assert.Equal(expected.Points.Select(point => point.Position), actual.Points.Select(point => point.Position));
        foreach ((var one, var other) in expected.Points.Zip(actual.Points))
            Assert.True(one.Window.AsSpan().SequenceEqual(other.Window));
        Assert.Equal(expected.End, actual.End);
    }

    private static BlobStream Stored(byte[] stored) => new(new MemorySource(stored).Open(), 0, stored.Length, meter: null);

    private static Reading Read(GzipReader reader, long interval, Action afterChunk)
    {
        var points = new List<(SeekPosition, byte[])>();
        reader.ReportSeekPoints(interval, (in SeekPosition position, ReadOnlySpan<byte> window) => points.Add((position, window.ToArray())));
        using var output = new MemoryStream();
        string? fault = null;
        try
        {
            for (ReadOnlyMemory<byte> chunk; !(chunk = reader.ReadChunk()).IsEmpty;)
            {
                output.Write(chunk.Span);
                afterChunk();
            }
        }
        catch (DeflateException e)
        {
            fault = $"{e.Message} {e.EndsEarly}";
        }
        return new Reading(output.ToArray(), points, fault,
            (reader.Position, fault is null ? reader.CompressedPosition : 0, reader.MemberCount, reader.TrailingBytes, reader.TrailingIsZero));
    }
}

/// <summary>What came of reading a stream.</summary>
internal sealed record Reading(
    byte[] Output,
    IReadOnlyList<(SeekPosition Position, byte[] Window)> Points,
    string? Fault,
    (long Position, long CompressedPosition, int Members, long Trailing, bool TrailingIsZero) End);
