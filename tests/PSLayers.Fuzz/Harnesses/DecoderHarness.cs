using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Fixtures;
using PSLayers.Fuzzing.Oracle;
using PSLayers.Limits;

namespace PSLayers.Fuzzing.Harnesses;

/// <summary>The inflater and the other decoders: a stream is listed, then read at its seek points. What is read there is what came by before.</summary>
internal sealed class DecoderHarness : IHarness
{
    private static ReadLimits Limits => TightLimits.Value;

    public string Name => "decoder";

    public IEnumerable<(string Name, byte[] Input)> Seeds
    {
        get
        {
            byte[] text = [.. Enumerable.Range(0, 3000).SelectMany(i => System.Text.Encoding.ASCII.GetBytes($"{i * i % 97} "))];
            foreach (Packing packing in Enum.GetValues<Packing>().Where(packing => packing is not (Packing.None or Packing.Estargz or Packing.ZstdChunked)))
                yield return (packing.ToString().ToLowerInvariant(), Compress.Apply(packing, packing == Packing.Xz ? text[..3000] : text).Stored);
            yield return ("gzip-noise", Compress.Gzip(HostileInput.Noise(3000)));
        }
    }

    public void Run(byte[] input, Watch watch)
    {
        Blob blob = Blob.Of(new MemorySource(input), 0, input.Length, "input");
        using var recorder = new SeekRecorder(Limits);
        using var whole = new MemoryStream();
        watch.Try(() =>
        {
            using ChunkReader chunks = blob.OpenChunks(Limits, watch.Meter, recorder);
            for (ReadOnlyMemory<byte> chunk; !(chunk = chunks.Next()).IsEmpty;)
                whole.Write(chunk.Span);
        });
        if (blob.Compression == CompressionFormat.None)
            return;
        SeekTable table = recorder.Build(whole.Length);
        var seeks = new SeekAccess(table, blob.Compression.CanResume, Limits);
        blob.Seeks = seeks;
        try
        {
            ReadAtPoints(blob, table, whole, watch);
        }
        finally
        {
            seeks.Release();
        }
    }

    private static void ReadAtPoints(Blob blob, SeekTable table, MemoryStream whole, Watch watch)
    {
        using ByteReader reader = blob.OpenBytes(Limits, watch.Meter);
        byte[] buffer = new byte[100];
        for (int point = table.Count - 1; point >= 0; point -= 1 + (table.Count / 10))
        {
            long offset = table[point].OutputOffset;
            watch.Try(() =>
            {
                int read = reader.ReadFully(buffer, offset);
                watch.Expect(read >= Math.Min(buffer.Length, whole.Length - offset), "fewer bytes at a seek point than before");
                int same = (int)Math.Min(read, whole.Length - offset);
                watch.Expect(buffer.AsSpan(0, same).SequenceEqual(whole.GetBuffer().AsSpan((int)offset, same)), "other bytes at a seek point than before");
            });
        }
    }
}
