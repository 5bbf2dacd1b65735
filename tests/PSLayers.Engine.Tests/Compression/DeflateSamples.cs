using System.IO.Compression;
using CsCheck;

namespace PSLayers.Compression.Deflate;

/// <summary>Data of many kinds, and the ways to compress and decode it.</summary>
internal static class DeflateSamples
{
    public static Gen<byte[]> Data(int maxLength) =>
        from seed in Gen.Int
        from kind in Gen.Int[0, 6]
        from length in Gen.Frequency((1, Gen.Int[0, 40]), (3, Gen.Int[0, maxLength]))
        select Make(kind, length, seed);

    public static Gen<CompressionLevel> Levels { get; } = Gen.Enum<CompressionLevel>();

    public static byte[] Make(int kind, int length, int seed)
    {
        var random = new Random(seed);
        var data = new byte[length];
        switch (kind)
        {
            case 0:
                random.NextBytes(data);
                break;
            case 1:
                break;
            case 2: // few symbols, unevenly: long codes and short ones
                for (var index = 0; index < length; index++)
                    data[index] = (byte)(255 * Math.Pow(random.NextDouble(), 6));
                break;
            case 3: // patterns of every small period
                for (var index = 0; index < length;)
                    index += Repeat(data, index, random.Next(1, 40), random.Next(1, 400), random);
                break;
            case 4: // matches from very near to very far
                for (var index = 0; index < length;)
                    index += Repeat(data, index, random.Next(1, 32769), random.Next(3, 300), random);
                break;
            case 5: // words
                for (var index = 0; index < length; index++)
                    data[index] = (byte)"the quick brown fox jumps over the lazy dog\n"[(index * 7 + random.Next(3)) % 44];
                break;
            default: // a mixture, in stretches
                for (var index = 0; index < length;)
                {
                    var part = Make(random.Next(6), Math.Min(length - index, random.Next(1, 20000)), random.Next());
                    part.CopyTo(data, index);
                    index += part.Length;
                }
                break;
        }
        return data;
    }

    /// <summary>Compresses without a frame; <paramref name="pieces"/> flushes make block boundaries.</summary>
    public static byte[] Deflate(byte[] data, CompressionLevel level, int pieces = 1)
    {
        using var stored = new MemoryStream();
        using (var compressor = new DeflateStream(stored, level, leaveOpen: true))
        {
            var size = data.Length / pieces + 1;
            for (var index = 0; index < data.Length; index += size)
            {
                compressor.Write(data, index, Math.Min(size, data.Length - index));
                if (pieces > 1)
                    compressor.Flush();
            }
        }
        // The framework writes nothing at all for no data.
        return stored.Length == 0 ? [3, 0] : stored.ToArray();
    }

    public static byte[] Gzip(byte[] data, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var stored = new MemoryStream();
        using (var compressor = new GZipStream(stored, level, leaveOpen: true))
            compressor.Write(data);
        return stored.Length == 0 ? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, 3, 0, .. new byte[8]] : stored.ToArray();
    }

    /// <summary>Decodes, feeding pieces of the sizes that <paramref name="pieceSize"/> gives.</summary>
    public static byte[] Inflate(byte[] stored, Func<int> pieceSize, out int consumed, Inflater? inflater = null)
    {
        using var own = inflater is null ? new Inflater(2 * Inflater.WindowSize) : null;
        inflater ??= own!;
        var output = new List<byte>();
        consumed = 0;
        var end = 0;
        while (true)
        {
            InflateStatus status;
            try
            {
                status = inflater.Inflate(stored.AsSpan(consumed..end), out var taken);
                consumed += taken;
            }
            finally
            {
                output.AddRange(inflater.TakeOutput().Span);
            }
            if (status == InflateStatus.Finished)
                return [.. output];
            if (status == InflateStatus.NeedsInput)
            {
                Assert.Equal(end, consumed);
                if (end == stored.Length)
                    throw new EndOfStreamException();
                end = Math.Min(stored.Length, end + pieceSize());
            }
        }
    }

    public static byte[] Inflate(byte[] stored) => Inflate(stored, () => int.MaxValue / 2, out _);

    private static int Repeat(byte[] data, int at, int distance, int length, Random random)
    {
        length = Math.Min(length, data.Length - at);
        for (var index = at; index < at + length; index++)
            data[index] = index < distance ? (byte)random.Next(256) : data[index - distance];
        if (length > 0 && random.Next(2) == 0)
            data[at + length - 1] = (byte)random.Next(256);
        return length;
    }
}
