using System.IO.Compression;
using CsCheck;
using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Fixtures;
using PSLayers.Limits;

namespace PSLayers.Compression.Seeking;

/// <summary>Streams of many makes, and blobs that were read once, so that their seek points are known.</summary>
internal static class Seekable
{
    /// <summary>Points close together, so that small streams have many.</summary>
    public static ReadLimits Dense { get; } = new() { SeekSpacing = 20_000, SeekTableShare = 1_000_000, KeptSpan = 100_000 };

    /// <summary>A stream and what it expands to.</summary>
    public static Gen<(byte[] Plain, byte[] Stored)> Streams(params string[] makes) =>
        from data in DeflateSamples.Data(300_000).Array[1, 4]
        from make in Gen.Int[0, makes.Length - 1].Select(i => makes[i])
        from level in DeflateSamples.Levels
        select (Compress.Concat(data), Pack(make, data, level));

    public static byte[] Pack(string make, byte[][] parts, CompressionLevel level = CompressionLevel.Optimal)
    {
        byte[] whole = Compress.Concat(parts);
        return make switch
        {
            "gzip" => DeflateSamples.Gzip(whole, level),
            "gzip, stored" => DeflateSamples.Gzip(whole, CompressionLevel.NoCompression),
            "gzip, many blocks" => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, .. DeflateSamples.Deflate(whole, level, pieces: 20), .. Trailer(whole)],
            "gzip, members" => Compress.Concat([.. parts.Select(part => DeflateSamples.Gzip(part, level))]),
            "zstd" => Compress.ZstdStreamed(whole),
            "zstd, frames" => Compress.ZstdFrames(parts),
            "zstd, skippable frames" => Compress.ZstdFramesBetweenSkippable(parts),
            "bzip2" => Compress.Bzip2(whole),
            _ => throw new ArgumentOutOfRangeException(nameof(make)),
        };
    }

    /// <summary>A blob after a first pass over it.</summary>
    public static Blob Listed(byte[] stored, ReadLimits limits) => Listed(new MemorySource(stored), limits);

    /// <inheritdoc cref="Listed(byte[], ReadLimits)"/>
    public static Blob Listed(ByteSource source, ReadLimits limits)
    {
        Blob blob = Blob.Of(source, 0, source.Length, "layer");
        using var recorder = new SeekRecorder(limits);
        long length = 0;
        using (ChunkReader chunks = blob.OpenChunks(limits, null, recorder))
        {
            for (int read; (read = chunks.Next().Length) > 0;)
                length += read;
        }
        blob.Seeks = new SeekAccess(recorder.Build(length), blob.Compression.CanResume, limits);
        return blob;
    }

    public static byte[] ReadRange(ByteReader reader, long offset, int length)
    {
        byte[] range = new byte[length];
        return range[..reader.ReadFully(range, offset)];
    }

    private static byte[] Trailer(byte[] data) => DeflateSamples.Gzip(data)[^8..];
}
