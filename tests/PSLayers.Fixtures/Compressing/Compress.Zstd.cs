using System.Buffers.Binary;
using ZstdSharp;

namespace PSLayers.Fixtures;

public static partial class Compress
{
    /// <summary>The content of the skippable frames that stand between data frames.</summary>
    public static byte[] SkippableContent { get; } = [.. "skip me, even with ustar in me"u8];

    /// <summary>One zstd frame that states its content's size.</summary>
    public static byte[] Zstd(byte[] bytes, int level = 3)
    {
        using var compressor = new Compressor(level);
        return compressor.Wrap(bytes).ToArray();
    }

    /// <summary>One zstd frame as a streaming writer makes it: the content's size is not stated, a checksum is.</summary>
    public static byte[] ZstdStreamed(byte[] bytes, int level = 3)
    {
        using var output = new MemoryStream();
        using (var zstd = new CompressionStream(output, level, leaveOpen: true))
        {
            zstd.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
            zstd.Write(bytes);
        }

        return output.ToArray();
    }

    /// <summary>A zstd frame for each piece.</summary>
    public static byte[] ZstdFrames(params byte[][] pieces) => Concat([.. pieces.Select(piece => Zstd(piece))]);

    /// <summary>A zstd frame for each piece, and a skippable frame before, between and behind them.</summary>
    public static byte[] ZstdFramesBetweenSkippable(params byte[][] pieces)
    {
        var frames = new List<byte[]> { Skippable(SkippableContent) };
        foreach (var piece in pieces)
        {
            frames.Add(Zstd(piece));
            frames.Add(Skippable(SkippableContent, kind: frames.Count % 16));
        }

        return Concat([.. frames]);
    }

    /// <summary>A skippable zstd frame.</summary>
    /// <param name="content">What a decoder leaves out.</param>
    /// <param name="kind">Which of the 16 magic numbers, 0x184D2A50 and up.</param>
    /// <param name="statedSize">The stated size, where it is not the content's length.</param>
    public static byte[] Skippable(byte[] content, int kind = 0, uint? statedSize = null)
    {
        var frame = new byte[8 + content.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 0x184D2A50u + (uint)kind);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(4), statedSize ?? (uint)content.Length);
        content.CopyTo(frame, 8);
        return frame;
    }

    /// <summary>A zstd frame that asks its decoder for a window of 2 to this power of bytes, and then holds one empty block.</summary>
    public static byte[] ZstdWithWindow(int log) => [0x28, 0xB5, 0x2F, 0xFD, 0, (byte)((log - 10) << 3), 1, 0, 0];
}
